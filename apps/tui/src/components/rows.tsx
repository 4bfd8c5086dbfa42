import { memo, type ReactNode } from "react";
import { Block, Row } from "../ui/ui.tsx";
import type { Panel } from "../view/panel.ts";

const MemoRow = memo(Row);

/** A block of rows that stay the same node while they stay the same text. */
export function Rows({ rows, width, height }: Pick<Panel, "rows" | "width" | "height">): ReactNode {
	return (
		<Block width={width} height={height}>
			{rows.map(({ key, text }) => (
				<MemoRow key={key} text={text} />
			))}
		</Block>
	);
}
