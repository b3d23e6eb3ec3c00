'use client';

import { useObject } from '#components/data/use-object.ts';
import { YamlView } from '#components/manifests/yaml-view.tsx';
import { NodeSummary } from '#components/topology/node-summary.tsx';
import type { ServiceNode, Topology } from '#lib/topology/topology.ts';
import { WhenRead } from './panel-states.tsx';
import { PanelTabs } from './panel-tabs.tsx';

/** Who refers to a Service, and whether that resolves. */
export function ServiceDetail({ topology, node }: Readonly<{ topology: Topology; node: ServiceNode }>) {
  return (
    <PanelTabs
      label={`About ${node.kind} ${node.namespace}/${node.name}`}
      items={[
        { value: 'routes', label: 'Referred to by', content: <NodeSummary topology={topology} node={node} /> },
        { value: 'yaml', label: 'YAML', content: <ServiceYaml node={node} /> },
      ]}
    />
  );
}

function ServiceYaml({ node }: Readonly<{ node: ServiceNode }>) {
  const reading = useObject(node.id);
  return (
    <WhenRead of={reading}>
      {({ object, yaml }) => <YamlView objectKey={node.id} object={object} yaml={yaml} />}
    </WhenRead>
  );
}
