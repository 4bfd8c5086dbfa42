import { memo, type ReactNode } from "react";
import { Block, Row } from "../ui/ui.tsx";

const MemoRow = memo(Row);

/** A block of rows that stay the same node while they stay the same text. */
export function Rows({
	rows,
	width,
	height,
}: {
	readonly rows: readonly { readonly key: string; readonly text: string }[];
	readonly width: number;
	readonly height: number;
}): ReactNode {
	return (
		<Block width={width} height={height}>
			{rows.map(({ key, text }) => (
				<MemoRow key={key} text={text} />
			))}
		</Block>
	);
}

/** Rows that are known by their place. */
export function byPlace(texts: readonly string[]): { key: string; text: string }[] {
	return texts.map((text, place) => ({ key: String(place), text }));
}
