/** English: customer panel, quick replies, people, own status, alerts, command bar, audit log. */

const desk = {};

export default desk;
