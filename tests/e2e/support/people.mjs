// How people come in: the administrator's invitation, the first password, signing in.

/** Adds a person as the administrator would and gives the invitation's address. */
export async function invite(site, { name, role, language = 'en' }) {
  let address;
  await site.as('administrator', { language }, async ({ page, visitor }) => {
    await page.goto(visitor.at('people'));
    address = await addPerson(page, { name, role });
  });
  return address;
}

/** Adds a person on the open page of people; gives the address of the invitation shown. */
export async function addPerson(page, person) {
  await sendPerson(page, person);
  return invitationShown(page);
}

/** Fills the form for a person, `className` as in its list, and sends it. */
export async function sendPerson(page, { name, role, className }) {
  const form = page.locator('form', { has: page.locator('[name="role"]') });
  await form.locator('[name="name"]').fill(name);
  for (const box of await form.locator('[name="role"]').all()) {
    await box.setChecked((await box.getAttribute('value')) === role);
  }
  if (className) await form.locator('[name="class"]').selectOption({ label: className });
  await form.locator('[type="submit"]').click();
}

/** The address of the invitation on the open page. */
export async function invitationShown(page) {
  return page.locator('input[value*="/invitation/"]').inputValue();
}

/** Opens an invitation and sets the password; ends signed in, on the home page. */
export async function enter(page, invitation, password) {
  await page.goto(invitation);
  for (const field of await page.locator('main input[type="password"]').all()) await field.fill(password);
  await page.locator('main [type="submit"]').click();
  await page.waitForURL((url) => /^\/(zh|en)\/$/.test(url.pathname));
}

/** Fills the open sign-in form. */
export async function signIn(page, name, password) {
  await page.locator('main [name="name"]').fill(name);
  await page.locator('main [name="password"]').fill(password);
  await page.locator('main [type="submit"]').click();
}
