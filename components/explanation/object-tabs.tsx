'use client';

import type { ReactNode } from 'react';
import { YamlView } from '#components/manifests/yaml-view.tsx';
import type { StatusComparison } from '#lib/api/messages.ts';
import type { KubeObject } from '#lib/kube/object.ts';
import type { ObjectKey } from '#lib/kube/object-key.ts';
import { ConditionsTab } from './conditions-tab.tsx';
import { PanelTabs } from './panel-tabs.tsx';

export type ObjectTabsProps = Readonly<{
  /** `Gateway infra/edge` */
  name: string;
  detail: Readonly<{ key: ObjectKey; object: KubeObject; yaml: string }>;
  statuses: readonly StatusComparison[];
  /** the first tab */
  children: ReactNode;
}>;

/** Overview, conditions and YAML of an object that has a status. */
export function ObjectTabs({ name, detail, statuses, children }: ObjectTabsProps) {
  return (
    <PanelTabs
      label={`About ${name}`}
      items={[
        { value: 'overview', label: 'Overview', content: children },
        { value: 'conditions', label: 'Conditions', content: <ConditionsTab statuses={statuses} /> },
        {
          value: 'yaml',
          label: 'YAML',
          content: <YamlView objectKey={detail.key} object={detail.object} yaml={detail.yaml} />,
        },
      ]}
    />
  );
}

/** Of what declares listeners: its own, then those of each listener. */
export function withListeners(
  statuses: readonly StatusComparison[],
  listeners: readonly Readonly<{ statuses?: StatusComparison | null | undefined }>[],
): readonly StatusComparison[] {
  return [...statuses, ...listeners.flatMap((listener) => listener.statuses ?? [])];
}
