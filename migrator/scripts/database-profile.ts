/** Functions of scripts that make a profile of a row or a document, whose fields have Auth0's names by then. */
export const DATABASE_PROFILE = `
  function profileOf(row) {
    const profile = { user_id: idOf(row.user_id) };
    for (const field of ['email', 'username', 'phone_number', 'name', 'given_name', 'family_name', 'nickname', 'picture'])
      if (row[field] !== undefined && row[field] !== null && row[field] !== '') profile[field] = String(row[field]);
    // A database without booleans keeps 1 and 0.
    for (const field of ['email_verified', 'phone_verified']) if (row[field] !== undefined) profile[field] = isTrue(row[field]);
    profile.email_verified = profile.email_verified === true;
    for (const field of ['user_metadata', 'app_metadata']) {
      const metadata = row[field];
      if (metadata && Object.keys(metadata).length > 0) profile[field] = metadata;
    }
    return profile;
  }

  function isTrue(value) {
    return value === true || value === 1 || value === '1' || value === 't' || value === 'true' || (Buffer.isBuffer(value) && value[0] === 1);
  }

  // A database may find more than it was asked for: é for e, or a trailing space.
  function isWanted(row, wanted) {
    const value = wanted.includes('@') ? row.email : row.username;
    return typeof value === 'string' && value.toLowerCase() === wanted.toLowerCase();
  }

  async function findRow(wanted) {
    const rows = (await findRows(wanted)).filter((row) => isWanted(row, wanted));
    if (rows.length > 1) throw say(new Error('The source of the users has several with this address or username.'));
    return rows[0];
  }
`;

/** Login's functions for a database that is asked for a row with its hash. */
export const DATABASE_LOGIN = `
  async function logIn(wanted, password) {
    const row = await findRow(wanted);
    if (!row) throw say(new WrongUsernameOrPasswordError(undefined, 'Wrong username or password.'));
    const hash = hashOf(row);
    const isKnown = hash !== '' && (await isRight(password, Object.assign({}, row, { hash })));
    if (!isKnown) throw say(new WrongUsernameOrPasswordError(idOf(row.user_id), 'Wrong username or password.'));
    if (isTrue(row.blocked)) throw say(new UnauthorizedError('user is blocked'));
    return profileOf(row);
  }

  // A column of a fixed width fills up, and a binary one comes as bytes.
  function hashOf({ hash }) {
    if (hash === undefined || hash === null) return '';
    return (Buffer.isBuffer(hash) ? hash.toString('latin1') : String(hash)).replace(/[\\s\\0]+$/, '');
  }
`;

/** Get User's functions. */
export const DATABASE_GET_USER = `
  async function findProfile(wanted) {
    const row = await findRow(wanted);
    return row ? profileOf(row) : null;
  }
`;
