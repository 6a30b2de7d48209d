// Right and wrong answers to an exercise, as they stand in a file of submissions: letters in the
// order of the primary file.

const letter = (index) => String.fromCharCode(97 + index);

/** An answer worth all points; `lab` has none, for a run must be made. */
export function rightAnswer(exercise) {
  const { kind, ticked, entries, settings } = exercise;
  switch (kind) {
    case 'choice':
      return letter(ticked[0]);
    case 'multiple':
      return ticked.map(letter);
    case 'order':
      return entries.map((_, index) => letter(index));
    case 'match':
      return Object.fromEntries(lefts(exercise).map((_, index) => [String(index + 1), letter(index)]));
    case 'numeric':
      return settings.answer;
    case 'text':
      return settings.accept[0];
    default:
      throw new Error(`no answer is known to ${exercise.id} of kind ${kind}`);
  }
}

/** An answer that loses points. */
export function wrongAnswer(exercise) {
  const { kind, ticked, options, entries, settings } = exercise;
  switch (kind) {
    case 'choice':
      return letter(options.findIndex((_, index) => !ticked.includes(index)));
    case 'multiple':
      return options.flatMap((_, index) => (ticked.includes(index) ? [] : [letter(index)]));
    case 'order':
      return entries.map((_, index) => letter(entries.length - 1 - index));
    case 'match': {
      const count = lefts(exercise).length;
      return Object.fromEntries(lefts(exercise).map((_, index) => [String(index + 1), letter((index + 1) % count)]));
    }
    default:
      return settings.wrong[0];
  }
}

/** Rows of a `match` table that want a partner. */
export function lefts(exercise) {
  return exercise.rows.filter((row) => row.left.zh !== '');
}

/** The index that a letter stands for. */
export const indexOf = (one) => one.charCodeAt(0) - 97;
