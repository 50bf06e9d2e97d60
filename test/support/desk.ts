import type { Browser, Page } from 'playwright-core';
import { bringAxe, faultsOf } from './axe.ts';
import { dropDatabase, freshDatabase } from './postgres.ts';
import { Program } from './program.ts';
import type { ENGINES } from './programs.ts';
import { signIn, until, visit, Watch } from './visit.ts';

const PASSWORD = 'a good password';
/** Who works with the label: max is ann's manager, meg is nobody's, lia is not of the label. */
const PEOPLE = { ann: 'artist', max: 'manager', meg: 'manager', lia: 'listener', root: 'root' } as const;
export type Name = keyof typeof PEOPLE;

/** The executable with people of a label, each signed in, in a browser of their own. */
export class DeskVisit {
  readonly pages = {} as Record<Name, Page>;

  private constructor(
    readonly program: Program,
    readonly browser: Browser,
    readonly watch: Watch,
    private readonly database: string | undefined,
  ) {}

  /** @param watch of those who are to be refused nothing: ann, max and lia */
  static async start(
    engine: (typeof ENGINES)[number],
    launch: () => Promise<Browser>,
    watch: Watch,
  ): Promise<DeskVisit> {
    const database = engine === 'postgres' ? await freshDatabase() : undefined;
    const settings = { RATE_LIMIT: 'off', ROOT_PASSWORD: PASSWORD };
    const program = await Program.start({ ...settings, ...(database && { DATABASE_URL: database }) });
    const { body: root } = await program.call('POST', '/v1/auth/login', { login: 'root', password: PASSWORD });
    const ids: Record<string, string> = {};
    for (const [login, role] of Object.entries(PEOPLE)) {
      const body = { login, password: PASSWORD, role };
      if (role === 'listener') await program.call('POST', '/users', { username: login, password: PASSWORD });
      else if (role !== 'root')
        ids[login] = (await program.call('POST', '/v1/auth/register', body, root.accessToken)).body.user.id;
    }
    await program.call('PATCH', `/v1/artists/${ids.ann}/manager`, { managerId: ids.max }, root.accessToken);
    const visiting = new DeskVisit(program, await launch(), watch, database);
    for (const name of Object.keys(PEOPLE) as Name[]) {
      // Who looks where they may not, or is too late, is refused, of which the browser itself complains.
      const page = await visit(visiting.browser, ['meg', 'root'].includes(name) ? new Watch() : watch);
      await page.goto(program.origins[0] ?? '');
      await signIn(page, name, PASSWORD);
      visiting.pages[name] = page;
    }
    return visiting;
  }

  async open(page: Page, room: string): Promise<void> {
    const address = `${this.program.origins[0]}/#/${room}`;
    if (page.url() === address) await page.reload();
    else await page.goto(address);
    await until(page, 'document.querySelector("main")?.ariaBusy === "false" && document.querySelector("h1") !== null');
  }

  /** Opens a page for whoever has another, in which axe can be asked. */
  async look(page: Page, colorScheme: 'light' | 'dark'): Promise<Page> {
    const storageState = await page.context().storageState();
    const options = { colorScheme, storageState, bypassCSP: true, reducedMotion: 'reduce' } as const;
    const looking = await visit(this.browser, this.watch, options);
    await bringAxe(looking);
    return looking;
  }

  async end(): Promise<void> {
    await this.browser.close();
    await this.program.remove();
    if (this.database) await dropDatabase(this.database);
  }
}

/** What axe finds in such a page, and how wide it is in a window of 320 pixels. */
export async function lookedAt(page: Page): Promise<{ found: unknown; width: unknown }> {
  const found = await faultsOf(page);
  await page.setViewportSize({ width: 320, height: 640 });
  const width = await page.evaluate('document.documentElement.scrollWidth');
  await page.setViewportSize({ width: 1280, height: 720 });
  return { found, width };
}
