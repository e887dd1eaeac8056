/*
 * theme-choice: light, dark, or as the system has it.
 */
import { Monitor, Moon, Sun } from 'lucide-react';
import { useId, useState } from 'react';
import { chooseTheme, chosenTheme, type Theme, themes } from '../lib/theme';

const looks = {
  system: { text: 'System', Icon: Monitor },
  light: { text: 'Light', Icon: Sun },
  dark: { text: 'Dark', Icon: Moon },
};

export function ThemeChoice() {
  const name = useId();
  const [chosen, setChosen] = useState(chosenTheme);

  function choose(theme: Theme) {
    chooseTheme(theme);
    setChosen(theme);
  }

  return (
    <fieldset className="themes">
      <legend className="visually-hidden">Theme</legend>
      <div className="segments">
        {themes.map((theme) => {
          const { text, Icon } = looks[theme];
          return (
            <label key={theme} title={text}>
              <input type="radio" name={name} checked={theme === chosen} onChange={() => choose(theme)} />
              <Icon size={16} aria-hidden="true" />
              <span className="visually-hidden">{text}</span>
            </label>
          );
        })}
      </div>
    </fieldset>
  );
}
