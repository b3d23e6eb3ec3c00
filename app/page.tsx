import { TopologyPage } from '#components/topology/topology-page.tsx';

export default function GraphPage() {
  return <TopologyPage />;
}
