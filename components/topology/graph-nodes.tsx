'use client';

import { Handle, type NodeProps, Position } from '@xyflow/react';
import type { ReactNode } from 'react';
import type { Detail } from '#lib/topology/layout-geometry.ts';
import type { PlacedNode } from '#lib/topology/layout-result.ts';
import { GatewayCard, ListenerCard, ListenerSetCard, RouteCard } from './cards.tsx';
import type { CardNode, GhostChipNode } from './flow.ts';
import { GhostChip } from './ghost-chip.tsx';
import { FoldRow, FoldServices, LaneBox } from './lane-cards.tsx';
import { Line } from './lines.tsx';
import { GhostCard, ServiceCard } from './service-cards.tsx';

export const NODE_TYPES = {
  gateway: ({ data }: NodeProps<CardNode>) => draw('gateway', data, GatewayCard),
  listenerSet: ({ data }: NodeProps<CardNode>) => draw('listenerSet', data, ListenerSetCard),
  listener: ({ data }: NodeProps<CardNode>) => draw('listener', data, ListenerCard),
  route: ({ data }: NodeProps<CardNode>) => draw('route', data, RouteCard),
  service: ({ data }: NodeProps<CardNode>) => draw('service', data, ServiceCard),
  ghost: ({ data }: NodeProps<CardNode>) => draw('ghost', data, GhostCard),
  lane: ({ data }: NodeProps<CardNode>) => draw('lane', data, LaneBox),
  fold: ({ data }: NodeProps<CardNode>) => draw('fold', data, FoldRow),
  foldServices: ({ data }: NodeProps<CardNode>) => draw('foldServices', data, FoldServices),
  ghostChip: ({ data }: NodeProps<GhostChipNode>) => <GhostChip placed={data.chip} />,
};
export const EDGE_TYPES = { line: Line };

function draw<K extends PlacedNode['kind']>(
  kind: K,
  data: CardNode['data'],
  Part: (props: Readonly<{ placed: Extract<PlacedNode, { kind: K }>; level: Detail }>) => ReactNode,
) {
  const { placed, level } = data;
  if (placed.kind !== kind) return null;
  return (
    <>
      <Part placed={placed as Extract<PlacedNode, { kind: K }>} level={level} />
      {/* React Flow draws no line between nodes without handles; the paths are ours */}
      <Handle type="source" position={Position.Right} isConnectable={false} className={HANDLE} />
      <Handle type="target" position={Position.Left} isConnectable={false} className={HANDLE} />
    </>
  );
}

const HANDLE = 'pointer-events-none! opacity-0';
