// script: get_user
async function getUser(email, context, callback) {
  const { MongoClient } = require('mongodb');
  const client = new MongoClient(configuration.MONGO_URL);
  let profile = null;
  try {
    await client.connect();
    const user = await client.db('app').collection('users').findOne({ email });
    if (user) profile = { user_id: context.connection + '|' + user._id.toString(), email: user.email, app_metadata: { plan: user.plan } };
  } catch (error) {
    return callback(error);
  } finally {
    client.close().catch(() => undefined);
  }
  return callback(null, profile);
}
