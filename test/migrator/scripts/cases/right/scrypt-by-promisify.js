// script: login
async function login(username, password, callback) {
  const { promisify } = require('util');
  const scrypt = promisify(require('crypto').scrypt);
  const { MongoClient } = require('mongodb');
  const client = new MongoClient(configuration.MONGO_URL, { serverSelectionTimeoutMS: 5000 });
  try {
    await client.connect();
    const query = username.includes('@') ? { email: username.toLowerCase() } : { username };
    const user = await client.db('app').collection('users').findOne(query);
    if (user === null) throw new WrongUsernameOrPasswordError(username);
    const key = await scrypt(password, Buffer.from(user.salt, 'base64'), 64);
    if (!require('crypto').timingSafeEqual(key, Buffer.from(user.hash, 'base64'))) throw new WrongUsernameOrPasswordError(username);
    callback(null, { user_id: user._id.toHexString(), email: user.email, username: user.username, user_metadata: user.preferences });
  } catch (error) {
    callback(error);
  } finally {
    await client.close().catch(() => {});
  }
}
