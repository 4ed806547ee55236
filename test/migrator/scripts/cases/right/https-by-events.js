// script: get_user
function getByEmail(email, callback) {
  const https = require('https');
  const url = new URL('/api/users', configuration.BASE_URL);
  url.searchParams.set('email', email);
  const req = https.get(url, { headers: { 'x-api-key': configuration.API_KEY } }, (res) => {
    let body = '';
    res.setEncoding('utf8');
    res.on('data', (chunk) => { body += chunk; });
    res.on('end', () => {
      if (res.statusCode === 404) return callback(null);
      if (res.statusCode !== 200) return callback(new Error('Unexpected status ' + res.statusCode));
      let user;
      try {
        user = JSON.parse(body);
      } catch (e) {
        return callback(e);
      }
      return callback(null, { user_id: user.uuid, email: user.email, email_verified: user.email_verified });
    });
  });
  req.on('error', callback);
}
