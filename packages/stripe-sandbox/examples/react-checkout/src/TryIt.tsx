import { CHOICES, type Choices } from './choices.ts';

/** Links that load the page with another choice. */
export function TryIt({ choices }: { readonly choices: Choices }) {
  return (
    <nav className="try" aria-label="Try it">
      {Object.entries(CHOICES).map(([name, options]) => (
        <p key={name}>
          <strong>{name}</strong>
          {options.map((option) => (
            <a
              key={option}
              href={linkTo(choices, name, option)}
              {...(isChosen(choices, name, option) ? { 'aria-current': 'true' } : {})}
            >
              {option}
            </a>
          ))}
        </p>
      ))}
    </nav>
  );
}

function linkTo(choices: Choices, name: string, option: string): string {
  return `/?${new URLSearchParams({ ...choices, [name]: option })}`;
}

function isChosen(choices: Choices, name: string, option: string): boolean {
  const entry = Object.entries(choices).find(([one]) => one === name);
  return entry?.[1] === option;
}
