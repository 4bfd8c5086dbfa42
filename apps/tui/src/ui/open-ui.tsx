import type { ReadStream, WriteStream } from "node:tty";
import { render } from "ink";
import type { ReactNode } from "react";
import { createPainter, type PaintedOutput, type Painter } from "./painter.ts";
import { TypingCursor } from "./ui.tsx";

/** Views on a terminal. */
export type Ui = {
	/** Leaves the terminal to somebody else, such as an editor, until `repaint`. */
	readonly rest: () => void;
	/** Paints all of it anew: the terminal may show something else. */
	readonly repaint: () => void;
	/** Lets go of the terminal, and leaves it as it is. */
	readonly close: () => void;
	/** Resolves after `close`; rejects when a view has thrown. */
	readonly ended: Promise<unknown>;
};

/** Shows views on a terminal that is ours. `input` is a keyboard for the renderer, which reads no keys of ours. */
export function openUi(
	views: ReactNode,
	{ input, output }: { readonly input: ReadStream; readonly output: PaintedOutput },
): Ui {
	const sized = withUsualSize(output);
	const painter = createPainter(sized);
	const screen = render(<TypingCursor value={painter.placeCursor}>{views}</TypingCursor>, {
		stdin: input,
		stdout: frameStream(sized, painter),
		// Whole frames, one a write and none held back: what of it goes to the terminal, and when, is ours to say.
		debug: true,
		patchConsole: false,
		exitOnCtrlC: false,
		interactive: false,
	});
	let closed = false;
	return {
		rest: painter.rest,
		repaint: painter.repaint,
		close: () => {
			if (closed) return;
			closed = true;
			// Its last frame nobody would see, or on another screen.
			painter.rest();
			screen.unmount();
		},
		ended: screen.waitUntilExit(),
	};
}

/** A terminal that does not know its size, as on a serial line, is one of the usual. */
function withUsualSize(output: PaintedOutput): PaintedOutput {
	return {
		get columns() {
			return output.columns || 80;
		},
		get rows() {
			return output.rows || 24;
		},
		write: (bytes) => output.write(bytes),
	};
}

/** What the renderer takes for a terminal: each write to it is a frame. */
function frameStream(output: PaintedOutput, painter: Painter): WriteStream {
	const stream = {
		isTTY: true,
		writable: true,
		get columns() {
			return output.columns;
		},
		get rows() {
			return output.rows;
		},
		on: () => stream,
		off: () => stream,
		write: (frame: string, done?: () => void) => {
			// With its last words the renderer only waits, or ends the last line.
			if (frame !== "" && frame !== "\n") painter.paint(frame);
			done?.();
			return true;
		},
	};
	// The renderer uses only what is declared above; a real WriteStream would need a second terminal.
	return stream as unknown as WriteStream;
}
