export { t as withSession } from "./session.js";
