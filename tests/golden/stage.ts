import { globSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { UnicodeGraphemesAddon } from "@xterm/addon-unicode-graphemes";
import type { Terminal } from "@xterm/headless";
import { Screen } from "../support/pty.ts";
import { Waiting } from "../support/waiting.ts";
import type { Shot } from "./golden-text.ts";
import { readGrid } from "./grid.ts";
import type { Scene, Setting } from "./scene.ts";
import { StageServer } from "./stage-server.ts";
import { me } from "./world.ts";

const clock = new URL("standing-clock.ts", import.meta.url);
/** The number of the terminal sequence by which the program says that it has nothing left to do. */
const quietSequence = 7420;

/** What the terminal says its background is. */
const backgrounds = { dark: "rgb:1616/1818/2121", light: "rgb:fafa/f8f8/f4f4" } as const;

/** A terminal that answers as its setting says, and calls back when the program says that it is quiet. */
function prepare(terminal: Terminal, setting: Setting, onQuiet: () => void): void {
	const { background = "dark", widths = "modern" } = setting;
	if (widths === "modern") terminal.loadAddon(new UnicodeGraphemesAddon());
	terminal.parser.registerOscHandler(11, (asked) => {
		if (asked === "?") terminal.input(`\x1b]11;${backgrounds[background]}\x1b\\`);
		return true;
	});
	terminal.parser.registerOscHandler(quietSequence, () => {
		onQuiet();
		return true;
	});
}

/** The server has no certificate, and only under this machine's own name is none asked for. */
const insecure = "partyline+insecure://chat.example.org";

/** The program in a terminal, before a server that knows one world, at a moment that does not end. */
export class Stage {
	readonly server: StageServer;
	readonly screen: Screen;
	readonly shots: Shot[] = [];
	#terminal: Terminal | undefined;
	readonly #home: string;
	readonly #waiting = new Waiting();
	#answers = 0;

	private constructor(
		server: StageServer,
		bins: string,
		{ room = "#backend", ...setting }: Setting,
	) {
		this.server = server;
		this.#home = mkdtempSync(join(tmpdir(), "partyline-golden-"));
		const config = join(this.#home, "config", "partyline");
		mkdirSync(config, { recursive: true });
		if (setting.config !== undefined) writeFileSync(join(config, "config.toml"), setting.config);
		const program = [process.execPath, join(bins, "partyline.js"), "--server", insecure];
		this.screen = new Screen([...program, "--as", me, room], {
			...setting,
			cwd: this.#home,
			env: {
				PATH: process.env.PATH ?? "",
				HOME: this.#home,
				XDG_STATE_HOME: join(this.#home, "state"),
				XDG_CONFIG_HOME: join(this.#home, "config"),
				TERM: "xterm-256color",
				LANG: setting.charset === "C" ? "C" : "C.UTF-8",
				TZ: "UTC",
				NODE_OPTIONS: `--import=${clock}`,
				GOLDEN_PORT: `${server.port}`,
				...setting.env,
			},
			prepare: (terminal) => {
				this.#terminal = terminal;
				prepare(terminal, setting, () => {
					this.#answers++;
					this.#waiting.look();
				});
			},
		});
		void this.screen.exited.then((code) => this.#waiting.end(`the program ended with ${code}`));
	}

	/** Plays a scene; resolves with what was on screen at its shots. */
	static async play(bins: string, setting: Setting, scene: Scene): Promise<readonly Shot[]> {
		const server = await StageServer.listen();
		const stage = new Stage(server, bins, setting);
		try {
			await stage.screen.sees("connected");
			await scene.play(stage);
			return stage.shots;
		} finally {
			await stage.screen.end();
			await server.close();
			rmSync(stage.#home, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
		}
	}

	/** Presses a key, and waits for what comes of it: after an Escape the next key would be taken for its second half. */
	async press(name: Parameters<Screen["key"]>[0]): Promise<void> {
		this.screen.key(name);
		await this.settle();
	}

	/** Types all of it at once, and waits for what comes of it. */
	async type(text: string): Promise<void> {
		this.screen.type(text);
		await this.settle();
	}

	/** Types a line and Enter. */
	async say(text: string): Promise<void> {
		await this.type(text);
		await this.press("enter");
	}

	async resize(columns: number, rows: number): Promise<void> {
		this.screen.resize(columns, rows);
		await this.settle();
	}

	/** Resolves when neither the program nor the server has anything left to do. */
	async settle(): Promise<void> {
		// Twice: what was on its way while the program answered has arrived after the next answer.
		for (let quiet = 0, seen = -1; quiet < 2; ) {
			await this.#answer();
			quiet = seen === this.server.traffic ? quiet + 1 : 0;
			seen = this.server.traffic;
		}
	}

	/** Keeps what is on screen when everything has settled. */
	async shoot(title: string): Promise<void> {
		await this.settle();
		if (this.#terminal === undefined) throw new Error("there is no terminal");
		const grid = readGrid(this.#terminal, this.screen.state().cursorVisible);
		this.shots.push({ title, grid });
	}

	/** Lets a second pass. */
	async passSecond(): Promise<void> {
		await this.settle();
		this.screen.kill("SIGURG");
		await this.settle();
	}

	/** Resolves when the program says that it is quiet. */
	async #answer(): Promise<void> {
		const before = this.#answers;
		this.screen.kill("SIGUSR2");
		const isAnswered = () => (this.#answers > before ? true : undefined);
		await this.#waiting.until("quiet", isAnswered, () => this.screen.rows().join("\n"));
	}
}

/** The folder that goldens are kept in. */
export const screensFolder = fileURLToPath(new URL("screens", import.meta.url));

/** The goldens that are kept. */
export function screenFiles(): string[] {
	return globSync("*.txt", { cwd: screensFolder });
}
