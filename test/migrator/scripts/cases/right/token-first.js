// script: get_user
async function getByEmail(email, callback) {
  try {
    const tokenResponse = await fetch(configuration.TOKEN_URL, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ grant_type: 'client_credentials', client_id: configuration.CLIENT_ID, client_secret: configuration.CLIENT_SECRET }),
    });
    if (!tokenResponse.ok) throw new Error('no token');
    const { access_token: accessToken } = await tokenResponse.json();
    const response = await fetch(`${configuration.API}/users?email=${encodeURIComponent(email)}`, { headers: { Authorization: `Bearer ${accessToken}` } });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    const { users } = await response.json();
    if (users.length === 0) return callback(null);
    const [user] = users;
    return callback(null, { user_id: user.id, email: user.email });
  } catch (error) {
    return callback(error);
  }
}
