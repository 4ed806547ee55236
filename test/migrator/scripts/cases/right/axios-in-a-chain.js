// script: login
function login(email, password, callback) {
  const axios = require('axios');
  axios.post(configuration.LOGIN_URL, { email, password }, { headers: { Authorization: 'Bearer ' + configuration.TOKEN } })
    .then(({ data }) => callback(null, { user_id: data.user.id, email: data.user.email, email_verified: data.user.verified }))
    .catch((err) => {
      if (err.response && (err.response.status === 401 || err.response.status === 404)) return callback(new WrongUsernameOrPasswordError(email, 'Invalid credentials'));
      return callback(new Error('Legacy login failed'));
    });
}
