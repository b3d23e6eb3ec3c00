/** The badge vocabulary: each name has one icon and one colour in `components/ui`, never a colour alone. */
export type BadgeName =
  | 'accepted'
  | 'refused'
  | 'partial'
  | 'drift'
  | 'pending'
  | 'silent'
  | 'missing'
  | 'shadowed'
  | 'granted'
  | 'noGrant'
  | 'notServing'
  | 'vendor';

/** A status as shown: `word` is what is read out and printed, e.g. `Refused`, `Programmed`, `RefNotPermitted`. */
export type Badge = Readonly<{ name: BadgeName; word: string }>;

/** A condition in a table column headed by kubectl's or our word; `reason` is raw CamelCase, empty when there is none. */
export type Cell = Readonly<{
  word: 'True' | 'Partial' | 'False' | 'Unknown' | 'Not judged';
  badge: BadgeName;
  reason: string;
}>;

/** What engine and cluster disagree on, in a few words; null when they agree or nothing is known. */
export type DriftNote = string | null;
