/** A few named numbers under a title. */

interface Fact {
  readonly name: string;
  readonly value: string;
  readonly note?: string;
  readonly hint?: string;
}

interface FactsProps {
  readonly title: string;
  readonly note?: string;
  readonly facts: readonly Fact[];
}

export function Facts({ title, note, facts }: FactsProps) {
  return (
    <section className="profile-numbers" aria-label={title}>
      <h3>
        {title} {note && <small>{note}</small>}
      </h3>
      <dl>
        {facts.map(({ name, value, note: remark, hint }) => (
          <div key={name} title={hint}>
            <dt>{name}</dt>
            <dd>
              {value} {remark && <small>{remark}</small>}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
