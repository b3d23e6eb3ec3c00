'use client';

import { type ReactNode, useState } from 'react';
import { ApplyButton } from '#components/manifests/apply-button.tsx';
import { CommandLine } from '#components/ui/command-line.tsx';
import { DiffView } from '#components/ui/diff-view.tsx';
import { Section } from '#components/ui/section.tsx';
import { SentenceText } from '#components/ui/sentence-text.tsx';
import { ToggleGroup } from '#components/ui/toggle-group.tsx';
import { type Fix, type FixRole, formatSentence } from '#lib/explain/explanation.ts';
import { makerOf } from '#lib/explain/fix-maker.ts';
import { groupFixes, numberOf, sayChoices } from './fix-choices.ts';
import { firstRole } from './parent-order.ts';

/** Its one maker; the App team or the Gateway owner where makers differ. */
function nameOf(role: FixRole, fixes: readonly Fix[]): string {
  const makers = new Set(fixes.filter((fix) => fix.role === role).map(makerOf));
  const [maker, ...others] = makers;
  if (maker !== undefined && others.length === 0) return maker;
  return role === 'app' ? 'App team' : 'Gateway owner';
}

/** Kinds keep their capital; other words have it only as labels. */
function inSentence(name: string): string {
  return /^(Gateway|ListenerSet)\b/.test(name) ? name : name.charAt(0).toLowerCase() + name.slice(1);
}

/** Further fixes are a line each until they are opened. */
const OPEN_FIXES = 3;

export type FixListProps = Readonly<{ fixes: readonly Fix[]; children?: ReactNode }>;

/** What each role can do about it; `children` stand beside the first button. */
export function FixList({ fixes, children }: FixListProps) {
  const roles = (['app', 'owner'] as const).filter((role) => fixes.some((fix) => fix.role === role));
  const [wanted, setWanted] = useState<FixRole | null>(null);
  const role = wanted !== null && roles.includes(wanted) ? wanted : firstRole(fixes);
  if (role === undefined) return null;
  const choices = groupFixes(fixes.filter((fix) => fix.role === role));
  const lead = sayChoices(choices);
  const shown = choices.flatMap((choice, at) =>
    choice.map((fix, index) => ({ fix, number: lead && numberOf(choices, at, index) })),
  );
  return (
    <Section
      title="What fixes it"
      aside={
        roles.length > 1 ? (
          <ToggleGroup
            label="Who makes the change"
            value={role}
            options={roles.map((value) => ({ value, label: nameOf(value, fixes) }))}
            onChange={setWanted}
          />
        ) : (
          `by the ${inSentence(nameOf(role, fixes))}`
        )
      }
    >
      {lead && <p className="mb-2 font-medium">{lead}</p>}
      <ol className="flex flex-col gap-4">
        {shown.slice(0, OPEN_FIXES).map(({ fix, number }, index) => (
          <li key={keyOf(fix)} className="flex flex-col gap-2">
            <FixBody fix={fix} number={number} />
            <div className="flex flex-wrap gap-2">
              {fix.change && <ApplyButton fix={fix} change={fix.change} look={index === 0 ? 'primary' : 'plain'} />}
              {index === 0 && children}
            </div>
          </li>
        ))}
        {shown.slice(OPEN_FIXES).map(({ fix, number }) => (
          <li key={keyOf(fix)}>
            <FoldedFix fix={fix} number={number} />
          </li>
        ))}
      </ol>
    </Section>
  );
}

const keyOf = ({ cures, sentence }: Fix) => `${JSON.stringify(cures)} ${formatSentence(sentence)}`;

type FixProps = Readonly<{ fix: Fix; number: string | null }>;

/** One line until it is opened. */
function FoldedFix({ fix, number }: FixProps) {
  return (
    <details>
      <summary className="cursor-pointer text-ink-2 hover:text-ink max-tab:min-h-11">
        {number !== null && <b className="font-semibold text-ink">{number}. </b>}
        <SentenceText sentence={fix.sentence} />
      </summary>
      <div className="mt-2 flex flex-col gap-2">
        {fix.sideEffects.length > 0 && (
          <p className="text-ink-2">
            <SideEffects fix={fix} />
          </p>
        )}
        <FixDetails fix={fix} />
        {fix.change && (
          <div>
            <ApplyButton fix={fix} change={fix.change} look="plain" />
          </div>
        )}
      </div>
    </details>
  );
}

function FixBody({ fix, number }: FixProps) {
  return (
    <>
      <p className="text-ink-2">
        {number !== null && <b className="font-semibold text-ink">{number}. </b>}
        <SentenceText sentence={fix.sentence} /> <SideEffects fix={fix} />
      </p>
      <FixDetails fix={fix} />
    </>
  );
}

function SideEffects({ fix }: Readonly<{ fix: Fix }>) {
  return fix.sideEffects.map((effect) => (
    <span key={formatSentence(effect)}>
      <SentenceText sentence={effect} />{' '}
    </span>
  ));
}

function FixDetails({ fix }: Readonly<{ fix: Fix }>) {
  return (
    <>
      {fix.commands.map((command) => (
        <CommandLine key={command} command={command} />
      ))}
      {fix.diff.length > 0 && fix.change?.action !== 'create' && (
        <DiffView lines={fix.diff} label="The change as YAML" />
      )}
    </>
  );
}
