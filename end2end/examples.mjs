// What the addresses of end2end/doors.mjs point at: made once, through the site's own pages, for somebody new.

import { dayFromNow, newcomer } from "./newcomer.mjs";
import { found, visitor } from "./visitor.mjs";

const UUID = "[0-9a-f-]{36}";
let made;

/** The examples, by the names that stand in the addresses. */
export function examples() {
  made ??= make();
  return made;
}

/** An address with the examples in it. */
export function filled(address, known) {
  return address.replace(/\{(\w+)\}/g, (_, name) => {
    if (!known[name]) throw new Error(`${address}: there is no example called ${name}`);
    return known[name];
  });
}

async function make() {
  const administrator = await visitor("administrator");
  const manager = await visitor("manager");
  const holder = await visitor("learner with a certificate");
  const beginner = await visitor("reviewer");
  try {
    const person = await newcomer(administrator, "Nia Adeyemi", "Workshop");
    const held = `/admin/people/${person.id}`;
    const assignment = await found(administrator, held, new RegExp(`extend\\?assignment=(${UUID})`));
    return {
      day: dayFromNow(30),
      name: person.name.split(" ")[0],
      person: person.id,
      link: person.link,
      assignment,
      ...(await acts(administrator, manager, assignment)),
      ...(await organisation(administrator, person.id)),
      ...(await certificate(administrator, holder)),
      open: plain(await beginner.send("/courses/pln-100/assessment", {})),
    };
  } finally {
    await Promise.all([administrator, manager, holder, beginner].map((who) => who.close()));
  }
}

/** More time, given by the manager and by the administrator. */
async function acts(administrator, manager, assignment) {
  const fields = { until: dayFromNow(40), reason: "Away on a course", sure: "1" };
  const teamAct = await manager.send(`/team/decide/extend?assignment=${assignment}`, fields);
  const act = await administrator.send(`/admin/decide/extend?assignment=${assignment}`, { ...fields, until: dayFromNow(50) });
  return { teamAct: plain(teamAct), act: plain(act) };
}

/** A unit, a requirement that was assigned, and two files with people, one of them wrong. */
async function organisation(administrator, person) {
  const assigning = `/admin/assign?person=${person}&program=graduation&until=${dayFromNow(30)}`;
  const csv = (text) => ({ file: { name: "people.csv", mimeType: "text/csv", buffer: Buffer.from(`email,name,unit\n${text}\n`) } });
  return {
    unit: await found(administrator, "/admin/units", new RegExp(`href="/admin/units/(${UUID})"[^>]*>[^<]*Workshop`)),
    given: plain(await administrator.send(assigning, { sure: "1" })),
    wrongFile: plain(await administrator.upload("/admin/people/import", csv("nobody,Nobody,No such unit"))),
    rightFile: plain(await administrator.upload("/admin/people/import", csv("ola.berg@harbour.example,Ola Berg,"))),
  };
}

/** A certificate that its holder shows to everybody, and two results of theirs. */
async function certificate(administrator, holder) {
  const number = await found(holder, "/certificates", /href="\/certificates\/(NW-[^"/]+)"/);
  await holder.send(`/certificates/${number}`, { public: "yes" });
  const results = [...(await holder.read("/courses/start-100/assessment")).matchAll(/\/attempts\/[0-9a-f-]+\/result/g)].map(([address]) => address);
  const [missed, passed] = [...new Set(results)].sort();
  const listed = await administrator.read("/admin/certificates");
  const row = listed.split("<tr").find((row) => row.includes(number));
  return { number, missed, passed, holder: row.match(new RegExp(`/admin/people/(${UUID})`))[1] };
}

/** Without what a page only says once. */
const plain = (address) => address.split("?")[0];
