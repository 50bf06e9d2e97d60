import { useEffect, useState } from 'preact/hooks';
import { ask, Failure } from '../../../api/client.ts';
import { refreshResources } from '../../../api/resource.ts';
import { tell } from '../../../app/notices.ts';
import { Dialog } from '../../../dialogs/dialog.tsx';
import { Form } from '../../../dialogs/form.tsx';
import { Failed, Skeleton } from '../../../lists/states.tsx';
import { money } from '../../../words/formats.ts';
import { count, say } from '../../../words/words.ts';
import { sendOnce } from '../once.ts';

/** What document 9 answers of what is due, and of payouts in one go. */
interface Payable {
  payee: string;
  name: string;
  details: string;
  due: number;
}
interface Due {
  data: Payable[];
  currency: string;
}
interface Batch {
  id: string;
  total: number;
  payouts: { payee: string }[];
}

/** Payouts in one batch at most, the largest first: what is left is due the next time. */
const MOST = 1000;

/** The dialog in which root pays several what is due to them: all of those or nobody, and once, however often it is pressed. */
export function PaySeveral({ close }: { close: () => void }) {
  // Not a resource: what is sent must stay as it is until it is known what came of it.
  const [due, setDue] = useState<Due | undefined>(undefined);
  const [failure, setFailure] = useState<Failure | undefined>(undefined);
  const [batch, setBatch] = useState<Batch | undefined>(undefined);
  const read = () =>
    ask<Due>('/v1/payouts/due').then(
      ({ data, currency }) => {
        setDue({ data: data.slice(0, MOST), currency });
        setFailure(undefined);
      },
      (error) => setFailure(error),
    );
  useEffect(() => void read(), []);
  const pay = async (chosen: readonly Payable[]) => {
    const payouts = chosen.map(({ payee, due: amount }) => ({ payee, amount }));
    try {
      setBatch(await sendOnce<Batch>('payouts', '/v1/payouts', { payouts }));
      tell(say('saved'));
    } catch (error) {
      // Then nothing was booked, and something is not as it was.
      if (error instanceof Failure && error.status >= 400) await read();
      throw error;
    } finally {
      refreshResources('/v1/');
    }
  };
  return (
    <Dialog title={say('paySeveral')} close={close}>
      {!due && failure && <Failed failure={failure} retry={() => void read()} />}
      {!due && !failure && <Skeleton shape="row" count={4} />}
      {due && !batch && due.data.length === 0 && <p class="hint">{say('nothingDue')}</p>}
      {due && !batch && due.data.length > 0 && <Choice key={keyOf(due)} due={due} pay={pay} />}
      {due && batch && <Paid batch={batch} currency={due.currency} />}
    </Dialog>
  );
}

/** Changes when somebody else is due something, or something else. */
const keyOf = ({ data }: Due): string => data.map(({ payee, due }) => `${payee} ${due}`).join();

function Choice({ due: { data, currency }, pay }: { due: Due; pay: (chosen: readonly Payable[]) => Promise<void> }) {
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const chosen = data.filter(({ payee }) => !left.has(payee));
  // In whole hundredths: of numbers with a fraction the sum would drift.
  const total = chosen.reduce((sum, { due }) => sum + Math.round(due * 100), 0) / 100;
  const mark = (payees: readonly Payable[], isChosen: boolean) => {
    const next = new Set(left);
    for (const { payee } of payees) isChosen ? next.delete(payee) : next.add(payee);
    setLeft(next);
  };
  const send = async () => {
    if (chosen.length === 0) throw new Failure('refused', 0, say('chooseSomebody'));
    await pay(chosen);
  };
  return (
    <Form verb={say('pay')} send={send} explain={({ message }) => explained(message, chosen)}>
      <label class="check">
        <input
          type="checkbox"
          checked={left.size === 0}
          onChange={({ currentTarget }) => mark(data, currentTarget.checked)}
        />
        <span>{say('everybody')}</span>
      </label>
      <ul class="rows dues" aria-label={say('payable')}>
        {data.map((one) => (
          <li key={one.payee}>
            <label class="check">
              <input
                type="checkbox"
                checked={!left.has(one.payee)}
                onChange={({ currentTarget }) => mark([one], currentTarget.checked)}
              />
              <span class="key-texts">
                {one.name}
                <span class="beneath">{one.details || say('noDetails')}</span>
              </span>
              <span>{money(one.due, currency)}</span>
            </label>
          </li>
        ))}
      </ul>
      <p class="lead" aria-live="polite">
        <b>{say('payTogether', { people: count('people', chosen.length), amount: money(total, currency) })}</b>
      </p>
    </Form>
  );
}

/** The server tells by its number which payout it refuses. */
function explained(message: string, chosen: readonly Payable[]): string | undefined {
  const [, at, why] = /^Выплата (\d+): (.+)$/s.exec(message) ?? [];
  const name = chosen[Number(at) - 1]?.name;
  return name && why && `${name}: ${why}`;
}

function Paid({ batch: { id, total, payouts }, currency }: { batch: Batch; currency: string }) {
  const people = count('people', payouts.length);
  return (
    <>
      <p>{say('payTogether', { people, amount: money(total, currency) })}</p>
      <p>{say('wasPaidTogether')}</p>
      <p class="actions">
        <a
          href={`/v1/payouts/${id}.csv`}
          download
          // What was pressed is gone: whoever has come here by the keyboard goes on here.
          ref={(link) => link?.focus()}
        >
          {say('payoutRegister')}
        </a>
      </p>
    </>
  );
}
