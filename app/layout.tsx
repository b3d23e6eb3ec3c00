import type { Metadata, Viewport } from 'next';
import { type ReactNode, Suspense } from 'react';
import { Providers } from '#components/data/providers.tsx';
import { AppShell } from '#components/shell/app-shell.tsx';
import { THEME_SCRIPT } from '#components/shell/theme.ts';
import './globals.css';

export const metadata: Metadata = {
  title: { default: 'Graph · Gatehouse', template: '%s · Gatehouse' },
  description: 'Who attaches to the shared gateways of this cluster, and exactly why not.',
};

export const viewport: Viewport = { width: 'device-width', initialScale: 1 };

export default function RootLayout({ children }: Readonly<{ children: ReactNode }>) {
  return (
    <html lang="en" data-theme="light" suppressHydrationWarning>
      <head>
        {/* before the first paint, so that the theme never flashes */}
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: a constant of our own */}
        <script dangerouslySetInnerHTML={{ __html: THEME_SCRIPT }} />
      </head>
      <body>
        <Providers>
          <Suspense>
            <AppShell>{children}</AppShell>
          </Suspense>
        </Providers>
      </body>
    </html>
  );
}
