/** 中文：客户面板、快捷回复、人员、状态、提醒、命令栏、审计日志。 */

import type enDesk from "../en/desk";
import type { Text } from "../text";

const desk: Record<keyof typeof enDesk, Text> = {};

export default desk;
