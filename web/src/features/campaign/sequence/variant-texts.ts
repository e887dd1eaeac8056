/*
 * variant-texts: the words of writing variants.
 */
export const variantTexts = {
  variants: 'Variants',
  variant: 'Variant',
  add: 'Add variant',
  off: 'off',
  mistake: 'mistake',
  settingsOf: (letter: string) => `Variant ${letter}`,
  name: 'Name',
  weight: 'Weight',
  enabled: 'Send this variant',
  enabledHint: 'Off: nobody new gets it; what it has earned stays in the figures.',
  sent: 'It has been sent: it can be switched off, but not removed.',
  remove: (letter: string) => `Remove variant ${letter}`,
  removed: (letter: string) => `Variant ${letter} was removed.`,
  winner: 'Let the best one win by itself',
  winnerHint: 'Only when it is answered more often beyond doubt; until then the weights count.',
  after: 'Emails of each before that',
  subjectHint: 'Empty: the subject of variant A.',
};
