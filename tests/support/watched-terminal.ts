import type { Terminal } from "@xterm/headless";

/** What a program has made of a terminal, beside what `Screen.state` tells. */
export type WatchedState = {
	readonly focusEvents: boolean;
	readonly mouse: boolean;
	/** How often the kitty protocol was begun and not ended, on the one screen and on the other. */
	readonly kitty: { readonly normal: number; readonly alternate: number };
	/** Titles put aside and not put back. */
	readonly titles: number;
};

/** A terminal that speaks the kitty keyboard protocol, answers after a while, and tells what was made of it. */
export class WatchedTerminal {
	readonly #delayMs: number;
	readonly #kitty = { normal: 0, alternate: 0 };
	#titles = 0;
	#title = "";
	#onTheWay = 0;
	#answered = 0;
	#terminal: Terminal | undefined;

	constructor({ delayMs = 0 }: { readonly delayMs?: number } = {}) {
		this.#delayMs = delayMs;
	}

	/** Makes a terminal this one. */
	readonly prepare = (terminal: Terminal): void => {
		this.#terminal = terminal;
		const { parser, buffer } = terminal;
		terminal.options.windowOptions = { pushTitle: true, popTitle: true };
		const count = (by: number) => () => {
			this.#kitty[buffer.active.type] += by;
			return true;
		};
		parser.registerCsiHandler({ prefix: ">", final: "u" }, count(1));
		parser.registerCsiHandler({ prefix: "<", final: "u" }, count(-1));
		parser.registerCsiHandler({ prefix: "?", final: "u" }, () => {
			terminal.input("\x1b[?0u");
			return true;
		});
		parser.registerCsiHandler({ final: "t" }, ([what]) => {
			this.#titles += what === 22 ? 1 : what === 23 ? -1 : 0;
			return true;
		});
		terminal.onTitleChange((title) => {
			this.#title = title;
		});
		this.#delay(terminal);
	};

	/** What the window is called. */
	get title(): string {
		return this.#title;
	}

	/** Whether it was asked, and everything it answered has arrived. */
	get hasAnswered(): boolean {
		return this.#answered > 0 && this.#onTheWay === 0;
	}

	state(): WatchedState {
		const modes = this.#terminal?.modes;
		return {
			focusEvents: modes?.sendFocusMode === true,
			mouse: modes?.mouseTrackingMode !== "none",
			kitty: { ...this.#kitty },
			titles: this.#titles,
		};
	}

	/** As over a slow line: each answer arrives later, and none before another. */
	#delay(terminal: Terminal): void {
		const onData = terminal.onData.bind(terminal);
		const later: Terminal["onData"] = (listener) =>
			onData((answer) => {
				this.#onTheWay++;
				const arrive = () => {
					this.#onTheWay--;
					this.#answered++;
					listener(answer);
				};
				if (this.#delayMs === 0) arrive();
				else setTimeout(arrive, this.#delayMs);
			});
		Object.defineProperty(terminal, "onData", { value: later });
	}
}
