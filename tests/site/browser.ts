// SPDX-FileCopyrightText: 2026 The neuron-publish authors
//
// SPDX-License-Identifier: MIT

/**
 * Chromium without a window, spoken to by the DevTools protocol
 * (chromedevtools.github.io/devtools-protocol).
 *
 * @module
 */

/** No requests of its own, and no profile of this machine's user. */
const FLAGS = [
  "--headless",
  "--no-sandbox", // tests may run as root, and load nothing but our own pages
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--remote-debugging-port=0",
];

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly message: string };
}

/** A browser with one page. */
export class Browser implements AsyncDisposable {
  /** URLs that the page asked for. */
  readonly requests: string[] = [];
  /** What the console says, and scripts that failed. */
  readonly complaints: string[] = [];
  readonly #process: Deno.ChildProcess;
  readonly #socket: WebSocket;
  readonly #profile: string;
  readonly #answers = new Map<number, (message: Message) => void>();
  #session: string | undefined;
  #loaded = Promise.withResolvers<void>();
  #last = 0;

  private constructor(
    process: Deno.ChildProcess,
    socket: WebSocket,
    profile: string,
  ) {
    this.#process = process;
    this.#socket = socket;
    this.#profile = profile;
    socket.onmessage = ({ data }) => this.#receive(JSON.parse(String(data)));
  }

  /** Starts it. */
  static async start(): Promise<Browser> {
    const profile = await Deno.makeTempDir();
    const process = new Deno.Command("chromium", {
      args: [...FLAGS, `--user-data-dir=${profile}`, "about:blank"],
      stdout: "null",
      stderr: "piped",
    }).spawn();
    const socket = new WebSocket(await addressIn(process.stderr));
    await new Promise((resolve, reject) => {
      socket.onopen = resolve;
      socket.onerror = reject;
    });
    const browser = new Browser(process, socket, profile);
    const { targetId } = await browser.send("Target.createTarget", {
      url: "about:blank",
    });
    const { sessionId } = await browser.send("Target.attachToTarget", {
      targetId,
      flatten: true,
    });
    browser.#session = String(sessionId);
    for (const domain of ["Page", "Network", "Log", "Runtime"]) {
      await browser.send(`${domain}.enable`);
    }
    return browser;
  }

  /** Sends a command and waits for the answer. */
  async send(
    method: string,
    params: Readonly<Record<string, unknown>> = {},
  ): Promise<Readonly<Record<string, unknown>>> {
    const id = ++this.#last;
    const { promise, resolve } = Promise.withResolvers<Message>();
    this.#answers.set(id, resolve);
    this.#socket.send(JSON.stringify({
      id,
      method,
      params,
      ...(this.#session === undefined ? {} : { sessionId: this.#session }),
    }));
    const { result, error } = await promise;
    if (error !== undefined) throw new Error(`${method}: ${error.message}`);
    return result ?? {};
  }

  /** Loads a page. */
  async open(url: string): Promise<void> {
    this.#loaded = Promise.withResolvers();
    await this.send("Page.navigate", { url });
    await this.#loaded.promise;
  }

  /** Evaluates an expression in the page, whatever its policy; waits for it. */
  async evaluate(expression: string): Promise<unknown> {
    const { result, exceptionDetails } = await this.send("Runtime.evaluate", {
      expression,
      awaitPromise: true,
      returnByValue: true,
    });
    if (exceptionDetails !== undefined) {
      throw new Error(JSON.stringify(exceptionDetails));
    }
    return isRecord(result) ? result["value"] : undefined;
  }

  #receive({ id, method, params = {}, ...message }: Message): void {
    if (id !== undefined) {
      this.#answers.get(id)?.(message);
      this.#answers.delete(id);
    } else if (method === "Page.loadEventFired") this.#loaded.resolve();
    else if (method === "Network.requestWillBeSent") {
      const { request } = params;
      if (isRecord(request)) this.requests.push(String(request["url"]));
    } else if (
      method === "Log.entryAdded" || method === "Runtime.exceptionThrown" ||
      method === "Runtime.consoleAPICalled"
    ) this.complaints.push(JSON.stringify(params));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = Promise.withResolvers<void>();
    this.#socket.onclose = () => closed.resolve();
    this.#session = undefined;
    this.#socket.send(JSON.stringify({ id: 0, method: "Browser.close" }));
    await this.#process.status;
    await closed.promise;
    // What it started may still be writing there.
    await Deno.remove(this.#profile, { recursive: true }).catch(() => {});
  }
}

/** Reads standard error until the browser names its address, and drains it. */
async function addressIn(stream: ReadableStream<Uint8Array>): Promise<string> {
  const found = Promise.withResolvers<string>();
  const read = async () => {
    let text = "";
    const decoder = new TextDecoder();
    for await (const chunk of stream) {
      text = (text + decoder.decode(chunk, { stream: true })).slice(-10_000);
      const match = /DevTools listening on (ws:\S+)/.exec(text);
      if (match?.[1] !== undefined) found.resolve(match[1]);
    }
    found.reject(new Error(`chromium did not start: ${text}`));
  };
  read().catch(found.reject);
  return await found.promise;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
