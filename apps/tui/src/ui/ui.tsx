import { Box, Text } from "ink";
import { createContext, type ReactNode, use, useInsertionEffect } from "react";
import type { Place } from "./painter.ts";

/** Who is told where one types. */
export const TypingCursor = createContext<(place: Place) => void>(() => {});

/**
 * All that the views know of the renderer, so that it can change without them: rows that fit already,
 * boxes of a fixed size, a layer on top, and the cursor.
 */

/** One row, styled and fitted already: the renderer must neither wrap nor cut it. */
export function Row({ text }: { readonly text: string }): ReactNode {
	return (
		<Box height={1} flexShrink={0}>
			<Text wrap="truncate">{text === "" ? " " : text}</Text>
		</Box>
	);
}

type BlockProps = {
	readonly width: number;
	readonly height: number;
	readonly children: ReactNode;
};

/** Rows below one another, in a fixed rectangle. */
export function Block({ width, height, children }: BlockProps): ReactNode {
	return (
		<Box flexDirection="column" width={width} height={height} flexShrink={0} overflow="hidden">
			{children}
		</Box>
	);
}

/** Blocks beside one another. */
export function Beside({
	height,
	children,
}: {
	readonly height: number;
	readonly children: ReactNode;
}): ReactNode {
	return (
		<Box flexDirection="row" height={height} flexShrink={0}>
			{children}
		</Box>
	);
}

/** A block over what is there, at the left or right edge. It covers, it never squeezes. */
export function Over({
	left,
	top = 0,
	children,
}: {
	readonly left: number;
	readonly top?: number;
	readonly children: ReactNode;
}): ReactNode {
	return (
		<Box position="absolute" marginLeft={left} marginTop={top}>
			{children}
		</Box>
	);
}

/** Puts the terminal's own cursor where one types, so that input methods find it. */
export function useTypingCursor(place: Place): void {
	const placeCursor = use(TypingCursor);
	// Before the frame is painted, and only for what is painted.
	useInsertionEffect(() => placeCursor(place));
}
