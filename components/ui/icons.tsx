import type { ComponentType, SVGProps } from 'react';

export type IconProps = SVGProps<SVGSVGElement>;
export type Icon = ComponentType<IconProps>;

function Frame({ children, ...props }: IconProps) {
  return (
    <svg
      viewBox="0 0 24 24"
      width="16"
      height="16"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      {...props}
    >
      {children}
    </svg>
  );
}

/** Solid octagon with a cross: refused, False. The cross is drawn in the colour behind it. */
export function RefusedIcon(props: IconProps) {
  return (
    <Frame {...props}>
      <path d="M8.3 2.5h7.4l5.8 5.8v7.4l-5.8 5.8H8.3l-5.8-5.8V8.3z" fill="currentColor" />
      <path d="m9 9 6 6m0-6-6 6" stroke="var(--surface)" strokeWidth="2.4" />
    </Frame>
  );
}

/** Half-filled disc: accepted by some parents only. */
export function PartialIcon(props: IconProps) {
  return (
    <Frame {...props}>
      <circle cx="12" cy="12" r="9" />
      <path d="M12 3a9 9 0 0 1 0 18z" fill="currentColor" />
    </Frame>
  );
}

/** Solid triangle: drift, stale. */
export function CautionIcon(props: IconProps) {
  return (
    <Frame {...props}>
      <path d="M12 3.2 22 20.5H2z" fill="currentColor" />
      <path d="M12 10v4.4M12 17.4v.1" stroke="var(--surface)" strokeWidth="2.4" />
    </Frame>
  );
}

/** Key, struck through: a ReferenceGrant is missing. */
export function KeyMissingIcon(props: IconProps) {
  return (
    <Frame {...props}>
      <path d="m4 4 16 16" />
      <path d="M2.6 17.4A2 2 0 0 0 2 18.8V21a1 1 0 0 0 1 1h3a1 1 0 0 0 1-1v-1a1 1 0 0 1 1-1h1a1 1 0 0 0 1-1v-1a1 1 0 0 1 1-1h.2l1-1" />
      <path d="M11 4.2A6.5 6.5 0 1 1 19.8 13" />
    </Frame>
  );
}

const HALF_GATE = 'M2 2.5h2.9v2.2h3v-2.2h3.35v7.06A4 4 0 0 0 8 13.5v8H2z';

/** The mark: a gate of two halves that do not touch, for both sides must agree. Not below 20 px. */
export function Mark(props: IconProps) {
  return (
    <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" {...props}>
      <path d={HALF_GATE} className="fill-ink" />
      <path d={HALF_GATE} transform="matrix(-1 0 0 1 24 0)" className="fill-accent" />
    </svg>
  );
}
