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

/** Fills the form on the open page of people; gives the address of the invitation shown. */
export async function addPerson(page, { name, role }) {
  const form = page.locator('form', { has: page.locator('[name="role"], [name="roles"]') });
  await form.locator('[name="name"]').fill(name);
  await choose(form.locator('[name="role"], [name="roles"]'), role);
  await form.locator('[type="submit"]').click();
  const address = page.locator('[value*="/invitation/"], [href*="/invitation/"]').first();
  await address.waitFor();
  return (await address.getAttribute('value')) ?? (await address.getAttribute('href'));
}

/** Ticks the role and no other, whether roles are boxes or a list. */
async function choose(fields, role) {
  const first = fields.first();
  if ((await first.evaluate((field) => field.tagName)) === 'SELECT') {
    await first.selectOption(role);
    return;
  }
  for (const field of await fields.all()) {
    await field.setChecked((await field.getAttribute('value')) === role);
  }
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
