/** How a write treats what it was given; `warn` gets one text for each `Warning` header. */
export type WriteOptions = Readonly<{
  dryRun: boolean;
  fieldValidation: 'Strict' | 'Warn' | 'Ignore';
  warn: (text: string) => void;
  /** endpoints may be on the loopback, which an API server refuses: the sandbox's Pods are there */
  loopback?: 'allowed';
  /** the name under which what is written is owned; null for objects that keep no account of it */
  manager: string | null;
  /** the version written at; that of the store when left out */
  apiVersion?: string;
  /** of a write to one: `status`, `scale` */
  subresource?: string;
}>;

/** metav1.DeleteOptions, as far as it is heeded. */
export type DeleteOptions = Readonly<{
  dryRun: boolean;
  propagation: 'Background' | 'Foreground' | 'Orphan';
  uid?: string | undefined;
  resourceVersion?: string | undefined;
}>;

/** Which part of the object a write may change. */
export type WritePart = 'object' | 'status';

/** A write by the sandbox's own controllers: nothing unknown comes from them. */
export const ownWrite: WriteOptions = { dryRun: false, fieldValidation: 'Ignore', warn: () => {}, manager: 'sandbox' };
/** A write of endpoints by the sandbox's controllers. */
export const endpointsWrite: WriteOptions = { ...ownWrite, loopback: 'allowed' };
/** A manifest is applied as `kubectl apply` would, which can then go on with the object as with its own. */
export const manifestWrite: WriteOptions = { ...ownWrite, manager: 'kubectl-client-side-apply' };
export const ownDelete: DeleteOptions = { dryRun: false, propagation: 'Background' };
