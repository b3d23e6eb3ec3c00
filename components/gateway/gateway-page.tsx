'use client';

import { problemOf } from '#components/data/problem-error.ts';
import { useGatewayDetail } from '#components/data/use-gateway-detail.ts';
import { useTopology } from '#components/data/use-topology.ts';
import { ListenerSetList } from '#components/explanation/listener-set-list.tsx';
import { WhenRead } from '#components/explanation/panel-states.tsx';
import { YamlView } from '#components/manifests/yaml-view.tsx';
import { StreamNotice } from '#components/topology/page-states.tsx';
import { Tabs } from '#components/ui/tabs.tsx';
import type { GatewayDetail } from '#lib/api/messages.ts';
import type { ObjectKey } from '#lib/kube/object-key.ts';
import { refusedAt } from '#lib/topology/counts.ts';
import type { Topology } from '#lib/topology/topology.ts';
import { GatewayAside } from './gateway-aside.tsx';
import { GatewayHeader } from './gateway-header.tsx';
import { type GatewayNodes, ListenersTable } from './listeners-table.tsx';
import { MergedRules } from './merged-rules.tsx';
import { MissingGateway } from './missing-gateway.tsx';
import { RefusedHere } from './refused-here.tsx';
import { RequestsTable } from './requests-table.tsx';

const REQUESTS_EVERY_MS = 5_000;

/** One Gateway: listeners, the rules of all its Routes merged, conditions, addresses, requests. */
export function GatewayPage({ objectKey }: Readonly<{ objectKey: ObjectKey }>) {
  const reading = useGatewayDetail(objectKey, REQUESTS_EVERY_MS);
  const { data } = useTopology();
  const nodes = nodesOf(data?.topology, objectKey);
  const problem = reading.error ? problemOf(reading.error) : null;
  // a Gateway that was deleted under the page is not shown as if it were there
  if (problem?.code === 'NOT_FOUND') return <MissingGateway objectKey={objectKey} problem={problem} />;
  return (
    <div className="flex h-full min-h-0 flex-col bg-surface">
      <StreamNotice />
      <WhenRead of={reading}>
        {(detail) => (
          <div className="flex min-h-0 flex-1 flex-col max-tab:overflow-y-auto">
            <GatewayHeader detail={detail} nodes={nodes} />
            <Tabs
              label="About this Gateway"
              look="page"
              items={[
                {
                  value: 'overview',
                  label: 'Overview',
                  content: <Overview detail={detail} nodes={nodes} topology={data?.topology} />,
                },
                {
                  value: 'yaml',
                  label: 'YAML',
                  content: (
                    <div className="max-w-[900px] overflow-y-auto px-5 py-4">
                      <YamlView objectKey={detail.key} object={detail.object} yaml={detail.yaml} />
                    </div>
                  ),
                },
              ]}
            />
          </div>
        )}
      </WhenRead>
    </div>
  );
}

function nodesOf(topology: Topology | undefined, key: ObjectKey): GatewayNodes {
  const node = topology?.nodes[key];
  return {
    refused: topology ? refusedAt(topology, key) : null,
    gateway: node?.type === 'gateway' ? node : null,
    listenerOf: (listener) => {
      const found = topology?.nodes[listener];
      return found?.type === 'listener' ? found : null;
    },
  };
}

type OverviewProps = Readonly<{ detail: GatewayDetail; nodes: GatewayNodes; topology: Topology | undefined }>;

function Overview({ detail, nodes, topology }: OverviewProps) {
  return (
    <div className="grid min-h-0 flex-1 grid-cols-[minmax(0,1fr)] tab:overflow-y-auto roomy:grid-cols-[minmax(0,1fr)_380px]">
      <div className="min-w-0 px-5 py-4 roomy:overflow-y-auto">
        <ListenersTable detail={detail} nodes={nodes} />
        {topology && <ListenerSetList topology={topology} gateway={detail.key} className="mt-6" />}
        <RefusedHere refused={nodes.refused ?? []} />
        <MergedRules detail={detail} />
        <RequestsTable detail={detail} />
      </div>
      <GatewayAside detail={detail} />
    </div>
  );
}
