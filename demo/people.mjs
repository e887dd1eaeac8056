// 300 people who do not exist, at companies that do not exist, under the top-level domain kept for examples.
const FIRST = ['Nora', 'Oskar', 'Pia', 'Quentin', 'Rosa', 'Sven', 'Tara', 'Ugo', 'Vera', 'Wim', 'Xenia', 'Yusuf', 'Zoe', 'Amir', 'Bella',
  'Carlos', 'Dina', 'Emil', 'Farah', 'Goran'];
const LAST = ['Blum', 'Lindqvist', 'Roth', 'Haley', 'Diaz', 'Berg', 'Singh', 'Conti', 'Moreau', 'Jansen', 'Okafor', 'Demir', 'Novak', 'Costa', 'Weiss'];
const PLACES = { Cafes: ['Corner Cafe', 'Morning Cup', 'Blue Door Coffee', 'Station Espresso'], Hotels: ['Harbour Hotel', 'Hill House', 'The Old Mill'],
  Newcomers: ['North Pantry', 'Green Table', 'Bright Kitchen'], Bookshops: ['Paper Lane Books', 'Second Chapter'] };
const SIZES = { Cafes: 120, Hotels: 80, Newcomers: 60, Bookshops: 40 };

const slug = (text) => text.toLowerCase().replace(/[^a-z]+/g, '-');

/** The people of each list: { Cafes: [{ email, first_name, last_name, company }], … }. Every pair of names occurs once. */
export function people() {
  let next = 0;
  const person = (list) => {
    const first = FIRST[next % FIRST.length];
    const last = LAST[Math.floor(next / FIRST.length)];
    const company = PLACES[list][next % PLACES[list].length];
    next++;
    return { email: `${first}.${last}@${slug(company)}.example`.toLowerCase(), first_name: first, last_name: last, company };
  };
  return Object.fromEntries(Object.entries(SIZES).map(([list, size]) => [list, Array.from({ length: size }, () => person(list))]));
}

export function toCsv(rows) {
  const names = Object.keys(rows[0]);
  return `${[names, ...rows.map((row) => names.map((name) => row[name]))].map((cells) => cells.join(',')).join('\n')}\n`;
}
