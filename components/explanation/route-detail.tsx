'use client';

import { Send } from 'lucide-react';
import Link from 'next/link';
import { useRouteDetail } from '#components/data/use-route-detail.ts';
import { YamlView } from '#components/manifests/yaml-view.tsx';
import { requestFocus } from '#components/shell/wanted-focus.ts';
import { buttonStyle } from '#components/ui/button.tsx';
import type { RouteDetail as Detail } from '#lib/api/messages.ts';
import type { Explanation } from '#lib/explain/explanation.ts';
import type { BadgeName } from '#lib/topology/badge.ts';
import type { RouteNode } from '#lib/topology/topology.ts';
import { BackendList } from './backend-list.tsx';
import { ConditionsTab } from './conditions-tab.tsx';
import { FixList } from './fix-list.tsx';
import { MatchesTab } from './matches-tab.tsx';
import { WhenRead } from './panel-states.tsx';
import { PanelTabs } from './panel-tabs.tsx';
import { ParentBoxes } from './parent-boxes.tsx';
import { rulesOf } from './route-rules.ts';
import { StatusComparisons } from './status-comparison.tsx';
import { testOfRoute } from './test-request.ts';
import { VerdictLine } from './verdict-line.tsx';
import { WillNotHelp } from './will-not-help.tsx';

/** Why a Route is attached or not, and what to do about it. */
export function RouteDetail({ node }: Readonly<{ node: RouteNode }>) {
  const reading = useRouteDetail(node.id);
  return (
    <WhenRead of={reading}>
      {(detail) => (
        <PanelTabs
          label={`About ${node.kind} ${node.namespace}/${node.name}`}
          items={[
            { value: 'why', label: WHY[detail.explanation.verdict], content: <Why detail={detail} node={node} /> },
            { value: 'matches', label: 'Matches', content: <MatchesTab detail={detail} /> },
            { value: 'conditions', label: 'Conditions', content: <ConditionsTab statuses={detail.statuses} /> },
            {
              value: 'yaml',
              label: 'YAML',
              content: <YamlView objectKey={detail.key} object={detail.object} yaml={detail.yaml} />,
            },
          ]}
        />
      )}
    </WhenRead>
  );
}

type Verdict = Explanation['verdict'];

const WHY: Readonly<Record<Verdict, string>> = {
  attached: 'Why attached',
  partial: 'Why partial',
  refused: 'Why refused',
  unknown: 'Why not known',
  notJudged: 'Not judged',
};

/** null: as the graph shows it, so that a broken reference of an attached Route keeps its sign. */
const BADGES: Readonly<Record<Verdict, BadgeName | null>> = {
  attached: null,
  partial: 'partial',
  refused: 'refused',
  unknown: 'silent',
  notJudged: 'silent',
};

function Why({ detail, node }: Readonly<{ detail: Detail; node: RouteNode }>) {
  const { explanation, result, statuses } = detail;
  const test =
    explanation.verdict === 'notJudged' ? null : testOfRoute(result, rulesOf(detail.object)?.[0]?.matches[0]);
  const testLink = test && (
    <Link href={test.href} onNavigate={() => requestFocus('tester')} className={buttonStyle({ look: 'plain' })}>
      <Send size={14} aria-hidden="true" />
      {test.label}
    </Link>
  );
  const broken = explanation.backends.some(({ outcome }) => outcome !== 'valid');
  const hasFix = explanation.fixes.length > 0;
  return (
    <>
      <div className="mb-4">
        <VerdictLine
          badge={explanation.isReached ? (BADGES[explanation.verdict] ?? node.badge.name) : 'refused'}
          sentence={explanation.headline}
        />
      </div>
      <ParentBoxes result={result} explanation={explanation} />
      {broken && <BackendList result={result} explanation={explanation} />}
      <FixList fixes={explanation.fixes}>{testLink}</FixList>
      {!hasFix && testLink && <div className="mt-4">{testLink}</div>}
      <WillNotHelp sentences={explanation.willNotHelp} />
      {!broken && <BackendList result={result} explanation={explanation} />}
      <StatusComparisons statuses={statuses} />
    </>
  );
}
