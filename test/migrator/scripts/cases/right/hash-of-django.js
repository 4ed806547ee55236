// script: login
async function login(email, password, callback) {
  const crypto = require('crypto');
  const { Client } = require('pg');
  const client = new Client({ host: configuration.DB_HOST, user: configuration.DB_USER, password: configuration.DB_PASSWORD, database: 'django', ssl: { rejectUnauthorized: true } });
  const verify = (encoded) => {
    const [algorithm, iterations, salt, hash] = encoded.split('$');
    if (algorithm !== 'pbkdf2_sha256') return false;
    const derived = crypto.pbkdf2Sync(password, salt, parseInt(iterations, 10), 32, 'sha256').toString('base64');
    return crypto.timingSafeEqual(Buffer.from(derived), Buffer.from(hash));
  };
  try {
    await client.connect();
    const result = await client.query('SELECT id, email, password, first_name, is_active FROM auth_user WHERE lower(email) = lower($1)', [email]);
    const user = result.rows[0];
    if (!user || !verify(user.password)) return callback(new WrongUsernameOrPasswordError(email));
    if (!user.is_active) return callback(new UnauthorizedError('This account is disabled.'));
    return callback(null, { user_id: user.id.toString(), email: user.email, given_name: user.first_name });
  } catch (err) {
    return callback(err);
  } finally {
    await client.end().catch(() => {});
  }
}
