import type { Pace } from "../load/job.ts";

/** What is to be reached of a figure, and what would be splendid. */
export type Wanted = readonly [goal: number, stretch: number];

/** One thing that is measured of a crowd. */
export type Row = {
	readonly name: string;
	readonly pace: Pace;
	/** Who is measured beside us, and how our figure is to stand to theirs: deliveries a second, or the p99 of an open pace. */
	readonly against: Readonly<Record<string, Wanted | undefined>>;
	/** What our p99 is to be in ms, with nothing missing. */
	readonly own?: Wanted;
};

/** People who are there while all rows are measured, one after the other: some servers take long to let them in. */
export type Gathering = {
	readonly name: string;
	readonly rooms: number;
	/** In each room. */
	readonly members: number;
	readonly rows: readonly Row[];
	readonly mostRounds?: number;
};

const none = undefined;

/** What is measured side by side with others; the rows that leave most behind come last. */
export const gatherings: readonly Gathering[] = [
	{
		name: "10 members",
		rooms: 1,
		members: 10,
		mostRounds: 3,
		rows: [
			{
				name: "1,000 messages/s",
				pace: { kind: "open", senders: 10, perSecond: 1_000 },
				against: { C: none, InspIRCd: none, ngIRCd: none, NATS: none, Python: none },
			},
		],
	},
	{
		name: "100 members",
		rooms: 1,
		members: 100,
		rows: [
			{
				name: "1 sender, one at a time",
				pace: { kind: "closed", senders: 1, outstanding: 1 },
				against: { C: none, InspIRCd: none, ngIRCd: none, NATS: none, Python: none },
			},
			{
				name: "10 senders, 4 at a time",
				pace: { kind: "closed", senders: 10, outstanding: 4 },
				against: {
					...{ C: [0.45, 0.8], ngIRCd: [1, 1.7], NATS: [1.3, 2.4] },
					...{ InspIRCd: none, Python: none },
				},
			},
			{
				name: "200 messages/s",
				pace: { kind: "open", senders: 10, perSecond: 200 },
				against: { NATS: [0.8, 0.5], C: none, InspIRCd: none, ngIRCd: none, Python: none },
			},
		],
	},
	{
		name: "1,000 members",
		rooms: 1,
		members: 1_000,
		rows: [
			{
				name: "1 sender, one at a time",
				pace: { kind: "closed", senders: 1, outstanding: 1 },
				against: {
					...{ C: [0.7, 0.85], NATS: [1.2, 1.5], InspIRCd: [0.8, 1] },
					...{ ngIRCd: none, Python: none },
				},
			},
			{
				name: "20 messages/s",
				pace: { kind: "open", senders: 10, perSecond: 20 },
				against: { C: [1.5, 1.2], InspIRCd: none, ngIRCd: none, NATS: none, Python: none },
			},
			{
				name: "10 senders, 16 at a time",
				pace: { kind: "closed", senders: 10, outstanding: 16 },
				against: { C: [0.65, 0.85], InspIRCd: [1.5, 2.5], ngIRCd: [2.5, 4], NATS: [5, 8] },
			},
			{
				name: "500 messages/s",
				pace: { kind: "open", senders: 10, perSecond: 500 },
				against: { InspIRCd: [1, 0.4], C: [2.7, 1.25] },
			},
			{
				name: "2,000 messages/s",
				pace: { kind: "open", senders: 10, perSecond: 2_000 },
				against: { C: none },
				own: [60, 30],
			},
		],
	},
	{
		name: "5,000 members",
		rooms: 1,
		members: 5_000,
		mostRounds: 3,
		rows: [
			{
				name: "1 sender, one at a time",
				pace: { kind: "closed", senders: 1, outstanding: 1 },
				against: { C: none, InspIRCd: none, NATS: none },
			},
			{
				name: "10 senders, 4 at a time",
				pace: { kind: "closed", senders: 10, outstanding: 4 },
				against: { InspIRCd: [1.4, 2.2], NATS: [7, 12], C: none },
			},
		],
	},
	{
		name: "100 rooms of 10",
		rooms: 100,
		members: 10,
		rows: [
			{
				name: "1 sender each, one at a time",
				pace: { kind: "closed", senders: 1, outstanding: 1 },
				against: { NATS: [1, 1.2], InspIRCd: [1, 1.3], ngIRCd: none },
			},
			{
				name: "3 senders each, 4 at a time",
				pace: { kind: "closed", senders: 3, outstanding: 4 },
				against: { NATS: [1, 1.2], InspIRCd: [1, 1.3], ngIRCd: none },
			},
		],
	},
	{
		name: "500 rooms of 20",
		rooms: 500,
		members: 20,
		mostRounds: 3,
		rows: [
			{
				name: "1 sender each, one at a time",
				pace: { kind: "closed", senders: 1, outstanding: 1 },
				against: { NATS: none, InspIRCd: none },
			},
		],
	},
];
