// script: login
// finds: SCRIPT_CONNECTION_OPEN, SCRIPT_REJECTION_LOST
// see: https://github.com/openwhyd/openwhyd/pull/593
async function login(email, password, callback) {
  const { MongoClient } = require('mongodb');
  const client = new MongoClient(configuration.URL);
  const users = (await client.connect()).db('app').collection('users');
  const user = await users.findOne({ email });
  if (!user || !require('bcrypt').compareSync(password, user.hash)) return callback(new WrongUsernameOrPasswordError(email));
  callback(null, { user_id: user._id.toString(), email: user.email });
}
