/** The demo in Chinese. */

import type { Texts } from "./shape.js";

export const texts: Texts = {
	locale: "zh-CN",
	shop: "山间茶铺",
	slogan: "一杯春山。",
	lead: "六款小茶园的茶，手工采摘，当周制作当周封装。不知道选哪一款？问问我们，我们每天都在喝。",
	youAreBuyer: (name) => `演示：您是买家 ${name}。`,
	tryIt: "在旁边的窗口打开商家收件箱，在右下角的聊天里发条消息，再以商家身份回复。",
	openInbox: "打开商家收件箱",
	askSeller: "联系商家",
	askSupport: "平台客服",
	askAbout: "咨询这款",
	origin: "产地",
	weight: "规格",
	products: {
		longjing: { name: "西湖龙井", origin: "杭州", about: "明前手炒绿茶。栗香、豆香，回甘清长。" },
		peony: { name: "白牡丹", origin: "福鼎", about: "日晒萎凋，一芽二叶。蜜香瓜香，不急不躁。" },
		tieguanyin: { name: "铁观音", origin: "安溪", about: "清香型轻焙火。兰花香，入口如脂。" },
		dianhong: { name: "金芽滇红", origin: "凤庆", about: "金毫显露的红茶。麦芽、可可与一点果干香。" },
		jasmine: { name: "茉莉龙珠", origin: "福州", about: "手工揉珠，鲜花七窨，花香入骨。" },
		gaiwan: { name: "青瓷盖碗", origin: "龙泉", about: "150 毫升，薄口不烫手，一人独饮正好。" },
	},
	promises: [
		{ title: "次日发货", text: "每天 18 点前下单，三天内送达。" },
		{ title: "先尝后喝", text: "每单附 5 克试喝装，不合口味可退。" },
		{ title: "真人回复", text: "聊天里没有机器人，给您回信的就是装茶的人。" },
	],
	otherLanguage: { label: "English", lang: "en" },
	greeting: "您好！想喝点什么茶？",
	footer: "本店为演示页面，不销售任何商品。",
	youAreMerchant: (name) => `演示：您是商家 ${name}。`,
	answerHere: "把店铺页面放在旁边，以买家身份在那里发消息，在这里回复。",
	openShop: "打开店铺页面",
	noSession: "此服务器没有演示店铺：请用 `kefu demo` 填充空数据库，并设置 DEBUG=True。",
	noConsole: "此服务器未包含控制台页面：请在 web/ 中运行 `npm ci && npm run build`，再重新编译 kefu。",
};
