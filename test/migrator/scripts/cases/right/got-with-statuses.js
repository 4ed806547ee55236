// script: get_user
async function getByEmail(email, callback) {
  const got = require('got');
  try {
    const response = await got(`${configuration.URL}/users/by-email/${encodeURIComponent(email)}`, { throwHttpErrors: false, responseType: 'json', timeout: 5000, headers: { 'x-api-key': configuration.API_KEY } });
    if (response.statusCode === 404) return callback(null);
    if (response.statusCode !== 200) return callback(new Error(`Unexpected ${response.statusCode}`));
    const { body: user } = response;
    return callback(null, { user_id: String(user.id), email: user.email, email_verified: user.verified === true });
  } catch (err) {
    return callback(err);
  }
}
