// script: get_user
async function getUser(email, callback) {
  const axios = require('axios');
  try {
    const { data: user } = await axios.get(`${configuration.API_URL}/users/${encodeURIComponent(email)}`, {
      headers: { Authorization: `Bearer ${configuration.API_TOKEN}` },
      timeout: 8000,
    });
    return callback(null, {
      user_id: `legacy|${user.id}`,
      email: user.email,
      email_verified: Boolean(user.emailConfirmed),
      given_name: user.firstName,
      family_name: user.lastName,
    });
  } catch (error) {
    if (error.response && error.response.status === 404) return callback(null);
    return callback(new Error('Legacy API failed: ' + (error.code || 'unknown')));
  }
}
