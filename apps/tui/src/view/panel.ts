/** A rectangle of the screen. */
export type Panel = {
	/** Where it begins in the middle of the screen, if it lies over what is there. */
	readonly left: number;
	readonly top: number;
	readonly width: number;
	readonly height: number;
	/** Each with what it is known by from one frame to the next. */
	readonly rows: readonly { readonly key: string; readonly text: string }[];
};

type Place = Pick<Panel, "width" | "height"> & Partial<Pick<Panel, "left" | "top">>;

/** A panel of rows that are known by their place. */
export function panelOf(
	texts: readonly string[],
	{ left = 0, top = 0, width, height }: Place,
): Panel {
	const rows = texts.map((text, place) => ({ key: String(place), text }));
	return { left, top, width, height, rows };
}

/** Whether two panels look the same and stand in the same place. */
export function samePanel(one: Panel | undefined, other: Panel | undefined): boolean {
	if (one === undefined || other === undefined) return one === other;
	return (
		one.left === other.left &&
		one.top === other.top &&
		one.width === other.width &&
		one.height === other.height &&
		one.rows.length === other.rows.length &&
		one.rows.every(({ key, text }, at) => {
			const row = other.rows[at];
			return row?.key === key && row.text === text;
		})
	);
}
