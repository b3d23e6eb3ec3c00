'use client';

import { useView } from '#components/topology/use-view.ts';
import { Tabs, type TabsProps } from '#components/ui/tabs.tsx';

/** Tabs of the panel: the address says which one is open, so that a copied link opens the same. */
export function PanelTabs(props: Pick<TabsProps, 'label' | 'items'>) {
  const { view, show } = useView();
  const [first] = props.items;
  const open = props.items.find(({ value }) => value === view.tab) ?? first;
  return (
    <Tabs
      {...props}
      value={open?.value ?? ''}
      onValueChange={(tab) => show({ tab: tab === first?.value ? null : tab })}
    />
  );
}
