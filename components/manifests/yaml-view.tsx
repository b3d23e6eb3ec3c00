import { CopyButton } from '#components/ui/copy-button.tsx';
import type { KubeObject } from '#lib/kube/object.ts';
import type { ObjectKey } from '#lib/kube/object-key.ts';
import { EditButton } from './apply-button.tsx';

export type YamlViewProps = Readonly<{ objectKey: ObjectKey; object: KubeObject; yaml: string }>;

/** An object as people write it, with a way to change it. Status and server-set metadata are left out. */
export function YamlView({ objectKey, object, yaml }: YamlViewProps) {
  return (
    <div className="flex flex-col gap-2">
      <div className="flex items-center gap-2">
        <EditButton objectKey={objectKey} object={object} yaml={yaml} />
        <span className="ml-auto text-xs text-ink-3">without status and server-set metadata</span>
      </div>
      <div className="relative rounded-md border border-line bg-sunken">
        <CopyButton text={yaml} label="Copy YAML" className="absolute top-1 right-1" />
        <pre className="m-0 py-2 pr-9 pl-3 font-mono text-xs leading-[18px] whitespace-pre-wrap [overflow-wrap:anywhere]">
          {yaml}
        </pre>
      </div>
    </div>
  );
}
