/*
 * condition-texts: the words of conditions and goals.
 */
import { type ConditionDraft, takesValue } from './condition';

const tests = {
  is: 'is',
  is_not: 'is not',
  contains: 'contains',
  exists: 'is there',
  missing: 'is missing',
};
const others = { skip: 'skips this step', stop: 'gets nothing more' };

export const conditionTexts = {
  field: 'Field',
  test: 'Test',
  value: 'Value',
  tests,
  only: 'Only for some contacts',
  onlyHint: 'Looked at when the step is due and again just before it leaves.',
  condition: 'Whom the step is for',
  rest: 'Everybody else',
  others,
  inWords: ({ field, is, value, others: then }: ConditionDraft) =>
    `Only if ${field} ${tests[is]}${takesValue(is) ? ` “${value}”` : ''}; everybody else ${others[then]}.`,
  goalTitle: 'Goal',
  goal: 'A field says who has reached the goal',
  goalHint: 'They get nothing more, from the moment in which an edit or an import changes the field.',
  goalOf: 'Who has reached the goal',
};
