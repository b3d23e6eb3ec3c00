'use client';

import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { Button } from './button.tsx';
import { cn } from './cn.ts';

export type DialogProps = Readonly<{
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  /** a sentence below the title, also the accessible description */
  description?: string | undefined;
  className?: string | undefined;
  /** a palette shows neither head nor close button; its title is still read out */
  head?: 'shown' | 'hidden';
  /** to send focus elsewhere than back where it was */
  onCloseAutoFocus?: ((event: Event) => void) | undefined;
  /** to keep Esc for something inside */
  onEscapeKeyDown?: ((event: KeyboardEvent) => void) | undefined;
  children: ReactNode;
}>;

/** A modal over the page; Esc closes it and focus goes back to where it was. */
export function Dialog({
  open,
  onOpenChange,
  title,
  description,
  className,
  head = 'shown',
  onCloseAutoFocus,
  onEscapeKeyDown,
  children,
}: DialogProps) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-ink/25 dark:bg-bg/70" />
        <Radix.Content
          {...(description ? {} : { 'aria-describedby': undefined })}
          {...(onCloseAutoFocus && { onCloseAutoFocus })}
          {...(onEscapeKeyDown && { onEscapeKeyDown })}
          className={cn(
            'fixed top-[12vh] left-1/2 z-50 flex max-h-[80vh] w-[min(560px,calc(100vw-24px))] -translate-x-1/2 flex-col overflow-hidden rounded-lg border border-control bg-surface shadow-float',
            className,
          )}
        >
          <div className={cn('flex items-start gap-3 px-4 pt-3 pb-2', head === 'hidden' && 'sr-only')}>
            <div className="min-w-0 flex-1">
              <Radix.Title className="text-lg font-semibold">{title}</Radix.Title>
              {description && (
                <Radix.Description className="mt-0.5 text-sm text-ink-2">{description}</Radix.Description>
              )}
            </div>
            {head === 'shown' && (
              <Radix.Close asChild>
                <Button look="ghost" size="smallIcon" aria-label="Close">
                  <X size={16} aria-hidden="true" />
                </Button>
              </Radix.Close>
            )}
          </div>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
