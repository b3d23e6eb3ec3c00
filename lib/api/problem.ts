import type { ObjectKey } from '#lib/kube/object-key.ts';

/** An error as it crosses the wire (RFC 9457, `application/problem+json`). `code` is closed and ours. */
export type Problem = Readonly<{
  type: string;
  title: string;
  status: number;
  code: string;
  /** a sentence that names the object and the field, or the server and its error */
  detail: string;
  /** of an object that is not there: the one probably meant */
  didYouMean?: ObjectKey | undefined;
}>;
