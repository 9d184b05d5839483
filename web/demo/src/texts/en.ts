/** The demo in English. */

import type { Texts } from "./shape.js";

export const texts: Texts = {
	locale: "en",
	shop: "Mountain Tea House",
	slogan: "Spring is in the cup.",
	lead: "Six teas from small gardens, picked by hand and packed the week they are made. Not sure which one? Ask us, we drink them every day.",
	youAreBuyer: (name) => `Demo: you are ${name}, a buyer.`,
	tryIt: "Open the seller’s inbox beside this window, write in the chat at the bottom right, and answer yourself.",
	openInbox: "Open the seller’s inbox",
	askSeller: "Chat with the seller",
	askSupport: "Platform support",
	askAbout: "Ask about it",
	origin: "Origin",
	weight: "Weight",
	products: {
		longjing: {
			name: "West Lake Longjing",
			origin: "Hangzhou",
			about: "Pan-fired green tea. Chestnut, sweet peas, a long clean finish.",
		},
		peony: {
			name: "White Peony",
			origin: "Fuding",
			about: "Sun-dried buds and leaves. Honey, melon, and nothing in a hurry.",
		},
		tieguanyin: {
			name: "Tieguanyin Oolong",
			origin: "Anxi",
			about: "Lightly roasted. Orchid in the nose, butter on the tongue.",
		},
		dianhong: {
			name: "Golden Dianhong",
			origin: "Fengqing",
			about: "Black tea of golden tips. Malt, cocoa, a little dried fruit.",
		},
		jasmine: {
			name: "Jasmine Pearls",
			origin: "Fuzhou",
			about: "Rolled by hand, scented with fresh blossoms for seven nights.",
		},
		gaiwan: {
			name: "Celadon Gaiwan",
			origin: "Longquan",
			about: "150 ml, thin at the rim. Small enough for a tea of one’s own.",
		},
	},
	promises: [
		{ title: "Ships tomorrow", text: "Ordered before six, with you in three days." },
		{ title: "Taste first", text: "A sample of 5 g in each parcel. Not yours? Send the rest back." },
		{ title: "People answer", text: "No robots in the chat: those who pack the tea write to you." },
	],
	otherLanguage: { label: "中文", lang: "zh-CN" },
	greeting: "Hello! Which tea may we pour you?",
	footer: "This shop is a demonstration. Nothing is sold here.",
	youAreMerchant: (name) => `Demo: you are the seller, ${name}.`,
	answerHere: "Put the shop beside this window, write there as the buyer, and answer here.",
	openShop: "Open the shop",
	noSession:
		"There is no demo shop on this server. `kefu demo` fills one into an empty database, and DEBUG must be True.",
	noConsole: "This server was built without the console. Run `npm ci && npm run build` in web/, then build kefu again.",
};
