'use client';

import { useObject } from '#components/data/use-object.ts';
import { YamlView } from '#components/manifests/yaml-view.tsx';
import { NodeSummary } from '#components/topology/node-summary.tsx';
import { useView } from '#components/topology/use-view.ts';
import { StatusWord } from '#components/ui/badge.tsx';
import { cn } from '#components/ui/cn.ts';
import { FINGER } from '#components/ui/finger.ts';
import { KindBadge } from '#components/ui/kind-badge.tsx';
import { Section } from '#components/ui/section.tsx';
import type { ServiceNode, Topology } from '#lib/topology/topology.ts';
import { WhenRead } from './panel-states.tsx';
import { PanelTabs } from './panel-tabs.tsx';

/** Who refers to a Service, and whether that resolves. */
export function ServiceDetail({ topology, node }: Readonly<{ topology: Topology; node: ServiceNode }>) {
  return (
    <PanelTabs
      label={`About ${node.kind} ${node.namespace}/${node.name}`}
      items={[
        { value: 'routes', label: 'Referred to by', content: <Overview topology={topology} node={node} /> },
        { value: 'yaml', label: 'YAML', content: <ServiceYaml node={node} /> },
      ]}
    />
  );
}

function Overview({ topology, node }: Readonly<{ topology: Topology; node: ServiceNode }>) {
  return (
    <>
      <TlsPolicies topology={topology} node={node} />
      <NodeSummary topology={topology} node={node} />
    </>
  );
}

/** Those that name it, in force or not. */
function TlsPolicies({ topology, node }: Readonly<{ topology: Topology; node: ServiceNode }>) {
  const { select } = useView();
  const policies = Object.values(topology.nodes).flatMap((each) =>
    each.type === 'tlsPolicy' && each.targets.some(({ service }) => service === node.id) ? [each] : [],
  );
  if (policies.length === 0) return null;
  return (
    <Section title="BackendTLSPolicies" aside={String(policies.length)} className="mb-4">
      <ul className="divide-y divide-line-soft rounded-lg border border-line">
        {policies.map((policy) => (
          <li key={policy.id} className="flex flex-wrap items-center gap-2 px-2.5 py-2 text-xs">
            <KindBadge kind={policy.kind} />
            <button
              type="button"
              onClick={() => select(policy.id)}
              className={cn('font-mono font-semibold [overflow-wrap:anywhere] hover:underline', FINGER)}
            >
              {policy.namespace}/{policy.name}
            </button>
            <ul className="ml-auto">
              {policy.targets
                .filter(({ service }) => service === node.id)
                .map(({ sectionName, badge }) => (
                  <li key={sectionName ?? ''} className="flex flex-wrap items-center justify-end gap-2">
                    <span className="text-ink-3">{sectionName === null ? 'whole Service' : `port ${sectionName}`}</span>
                    <StatusWord {...badge} className="text-xs" />
                  </li>
                ))}
            </ul>
          </li>
        ))}
      </ul>
    </Section>
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
