import type { Account } from '../../domain/accounts/model.ts';
import type { Artist } from '../../domain/roster/model.ts';
import type { Services } from '../../domain/services.ts';
import { DomainError } from '../../errors.ts';
import { chapters } from '../../http/route.ts';
import { PEOPLE, PERSONS } from '../../lib/examples.ts';
import type { Id } from '../../lib/ids.ts';
import type { Listed, ListRequest } from '../../lib/list-request.ts';
import { artistsOf, labelAccess, ofLabel } from './access.ts';
import { CONTRACT_LIST } from './contracts.ts';
import {
  DeskArtist,
  DeskBalance,
  DeskContract,
  DeskDocument,
  DeskIncome,
  DeskPending,
  deskArtist,
  deskBalance,
  deskContract,
  deskDocument,
  deskIncome,
  deskPending,
} from './desk-shapes.ts';
import { labelDialect } from './errors.ts';
import { idFilter, ListAnswer, listAnswer, listParameters, readList } from './list-wire.ts';

const ARTISTS = {
  sorts: {},
  filters: {},
  search: { of: 'сценическому имени, фамилии и имени', example: PERSONS.stageName },
} as const;
const OF_ARTIST = { sorts: {}, filters: { artist: idFilter('filter[artist]', PEOPLE.artist) } } as const;
const CONTRACTS = { ...CONTRACT_LIST, filters: { ...CONTRACT_LIST.filters, ...OF_ARTIST.filters } } as const;
const EVERYBODY = ofLabel('root — всё, менеджеру — по его артистам, артисту — своё');

/** Of chapter «Рабочий стол»: artists, and their books, of all whom the caller works with. */
export function deskBookRoutes(services: Services) {
  const { roster, contracts, documents, royalties, recoupment, statements, config } = services;
  const root = labelAccess(services)('root');

  /** Whose books a caller may see. @param artist only theirs @returns `undefined`: everybody's @throws forbidden */
  async function visible(caller: Account, artist?: Id): Promise<Id[] | undefined> {
    const own = await artistsOf(services, caller);
    if (artist === undefined) return own;
    if (own && !own.includes(artist)) throw new DomainError('forbidden', 'Not allowed');
    return [artist];
  }

  async function artistsFor(
    { id, role }: Account,
    { page, limit, search }: ListRequest<never>,
  ): Promise<Listed<Artist>> {
    if (role === 'artist') {
      const entries = await roster.artists([id]);
      return { entries: page === 1 ? entries : [], total: entries.length };
    }
    const filters = role === 'manager' ? { managerId: id } : {};
    const sort = [{ by: 'stageName', direction: 'asc' } as const];
    return roster.listArtists({ page, limit, filters, sort, ...(search === undefined ? {} : { search }) });
  }

  /** Completes artists with their accounts, managers and newest contracts. */
  async function shown(artists: readonly Artist[]) {
    const ids = artists.map(({ id }) => id);
    const managers = artists.flatMap(({ managerId }) => managerId ?? []);
    const people = new Map((await roster.users([...new Set([...ids, ...managers])])).map((user) => [user.id, user]));
    const newest = await contracts.newestOf(ids);
    return (artist: Artist) => deskArtist(artist, people, newest.get(artist.id));
  }

  /** The stage names of the artists whose these are. */
  async function stageNames(theirs: readonly { artistId: Id }[]) {
    const artists = await roster.artists([...new Set(theirs.map(({ artistId }) => artistId))]);
    const names = new Map(artists.map(({ id, stageName }) => [id, stageName]));
    return ({ artistId }: { artistId: Id }) => names.get(artistId) ?? '';
  }

  return chapters(services, labelDialect(config))('/desk', 'label: desk')
    .get(
      '/artists',
      async ({ caller, request }) => {
        const listRequest = readList(request, ARTISTS);
        const found = await artistsFor(caller, listRequest);
        return listAnswer(found, listRequest, await shown(found.entries));
      },
      {
        member: {
          summary: 'Артисты за столом',
          about: 'Возвращает страницу артистов по сценическому имени: у каждого менеджер и последний договор.',
          access: EVERYBODY,
          answers: { 200: ListAnswer(DeskArtist) },
          refuses: [400],
          parameters: listParameters(ARTISTS),
        },
      },
    )
    .get(
      '/contracts',
      async ({ caller, request }) => {
        const listRequest = readList(request, CONTRACTS);
        const found = await contracts.list(listRequest, await visible(caller, listRequest.filters.artist));
        const nameOf = await stageNames(found.entries);
        return listAnswer(found, listRequest, (one) => deskContract(one, nameOf(one)));
      },
      {
        member: {
          summary: 'Договоры за столом',
          about: 'Возвращает страницу договоров; без сортировки новые идут первыми.',
          access: EVERYBODY,
          answers: { 200: ListAnswer(DeskContract) },
          refuses: [400],
          parameters: listParameters(CONTRACTS),
        },
      },
    )
    .get(
      '/documents',
      async ({ caller, request }) => {
        const { filters, ...page } = readList(request, OF_ARTIST);
        const found = await documents.newest(page, await visible(caller, filters.artist));
        const nameOf = await stageNames(found.entries);
        return listAnswer(found, page, (one) => deskDocument(one, nameOf(one)));
      },
      {
        member: {
          summary: 'Документы за столом',
          about: 'Возвращает страницу документов; новые идут первыми.',
          access: EVERYBODY,
          answers: { 200: ListAnswer(DeskDocument) },
          refuses: [400],
          parameters: listParameters(OF_ARTIST),
        },
      },
    )
    .get(
      '/balances',
      async ({ caller, request }) => {
        const { filters, ...page } = readList(request, OF_ARTIST);
        const found = await royalties.balances.list(page, await visible(caller, filters.artist));
        const sums = await recoupment.sumsOf(found.entries.map(({ payeeId }) => payeeId));
        return listAnswer(found, page, (balance) => deskBalance(balance, sums.get(balance.payeeId)));
      },
      {
        member: {
          summary: 'Балансы за столом',
          about:
            'Возвращает страницу счетов без истории: заработано, удержано в счёт авансов и расходов, ещё не удержано, выплачено, к выплате. Наибольшие остатки идут первыми; root видит и получателей, которые не артисты.',
          access: EVERYBODY,
          answers: { 200: ListAnswer(DeskBalance) },
          refuses: [400],
          parameters: listParameters(OF_ARTIST),
        },
      },
    )
    .get(
      '/income',
      async ({ caller, request }) => {
        const { filters } = readList(request, OF_ARTIST);
        return deskIncome(await royalties.balances.income(await visible(caller, filters.artist)));
      },
      {
        member: {
          summary: 'Доход по месяцам',
          about:
            'Возвращает доход последних 24 месяцев, в которых он был, с исправлениями. Запись относится к своему периоду, если это месяц, иначе к месяцу, когда её провели.',
          access: EVERYBODY,
          answers: { 200: DeskIncome },
          refuses: [400],
          parameters: listParameters(OF_ARTIST),
        },
      },
    )
    .get('/close', async () => deskPending(await statements.pending()), {
      member: {
        summary: 'Что войдёт в закрытие',
        about:
          'Говорит, какой месяц закрыт последним и что проведено с тех пор: скольким составят отчёт, доход, выплаты.',
        access: root,
        answers: { 200: DeskPending },
      },
    });
}
