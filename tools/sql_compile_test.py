#!/usr/bin/env python3
"""Tests of sql-compile: what counts as a parameter, and what is refused."""
import os
import runpy
import tempfile
import unittest

TOOL = runpy.run_path(os.path.join(os.path.dirname(os.path.abspath(__file__)), 'sql-compile'))


class SqlCompileTest(unittest.TestCase):
    def gather(self, **files):
        with tempfile.TemporaryDirectory() as folder:
            paths = []
            for name, text in files.items():
                paths.append(os.path.join(folder, name.replace('_postgres', '.postgres') + '.sql'))
                with open(paths[-1], 'w', encoding='utf-8') as file:
                    file.write(text)
            return TOOL['gather'](paths)

    def compiled(self, statement):
        (query,), _ = self.gather(a=f'-- name: a_b\n{statement}\n')
        numbers = {name: number for number, name in enumerate(query.parameters(), 1)}
        return query.numbered('?', numbers), query.numbered('$', numbers)

    def test_a_parameter_used_twice_is_one_number(self):
        self.assertEqual(self.compiled('SELECT :b, :a, :b;'), ('SELECT ?1, ?2, ?1', 'SELECT $1, $2, $1'))

    def test_casts_quotes_and_comments_hold_no_parameters(self):
        sqlite, _ = self.compiled("SELECT a::text, ':b', 'it''s :c', \":d\" -- :e ;\n /* :f ; */ FROM t;")
        self.assertEqual(sqlite, "SELECT a::text, ':b', 'it''s :c', \":d\"\n  FROM t")

    def test_a_semicolon_in_a_string_ends_nothing(self):
        self.assertEqual(self.compiled("SELECT ';';")[0], "SELECT ';'")

    def test_postgres_may_have_its_own_text(self):
        queries, own = self.gather(a='-- name: a_b\nSELECT :x;\n', a_postgres='-- name: a_b\nSELECT :x FOR UPDATE;\n')
        self.assertEqual([query.name for query in queries], ['a_b'])
        self.assertEqual(own['a_b'].numbered('$', {'x': 1}), 'SELECT $1 FOR UPDATE')

    def test_mistakes_are_refused(self):
        for files in (
            {'a': '-- name: a_b\nSELECT 1;\n-- name: a_b\nSELECT 2;\n'},
            {'a': '-- name: a_b\nSELECT 1\n'},
            {'a': '-- name: a_b\nSELECT 1; SELECT 2;\n'},
            {'a': 'SELECT 1;\n'},
            {'a': '-- name: A-b\nSELECT 1;\n'},
            {'a_postgres': '-- name: a_b\nSELECT 1;\n'},
            {'a': '-- name: a_b\nSELECT :x;\n', 'a_postgres': '-- name: a_b\nSELECT :y;\n'},
        ):
            with self.subTest(files=files), self.assertRaises(TOOL['Mistake']):
                self.gather(**files)


if __name__ == '__main__':
    unittest.main()
